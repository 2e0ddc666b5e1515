#include "query/analytics/analytics_drawdown.h"

namespace tradepit::query {

namespace {

/// Tracks the peak so far, and the deepest fall from a peak.
class DrawdownTracker {
public:
    explicit DrawdownTracker(const ValuePoint& opening) : peak_{opening} {}

    /// Takes the next day. A day whose value equals the peak becomes the peak.
    void add(const ValuePoint& day) {
        if (day.value >= peak_.value) {
            // peak_ never decreases, so this day is also at least as high as the peak before the
            // deepest fall, which has therefore recovered.
            if (deepest_.trough && !deepest_.recovery) deepest_.recovery = day.date;
            peak_ = day;
            return;
        }
        if (peak_.value.millionths() <= 0) return;
        const double pct = (peak_.value - day.value).to_double() / peak_.value.to_double() * 100;
        if (pct <= deepest_.pct) return;
        deepest_ = {.pct = pct, .peak = peak_.date, .trough = day.date};
    }

    /// Nothing when no value was above 0; 0 % without dates when no value fell.
    [[nodiscard]] std::optional<Drawdown> deepest() const {
        if (peak_.value.millionths() <= 0) return std::nullopt;
        return deepest_;
    }

private:
    ValuePoint peak_;
    Drawdown deepest_;
};

}  // namespace

std::optional<Drawdown> max_drawdown(const ValuePoint& opening,
                                     const std::vector<ValuePoint>& days) {
    DrawdownTracker tracker{opening};
    for (const auto& day : days) tracker.add(day);
    return tracker.deepest();
}

}  // namespace tradepit::query
