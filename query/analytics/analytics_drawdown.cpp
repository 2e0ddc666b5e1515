#include "query/analytics/analytics_drawdown.h"

namespace tradepit::query {

namespace {

/// Tracks the peak so far, and the deepest fall from a peak.
class Falls {
public:
    void add(const Worth& worth) {
        if (worth.value >= peak_.value) {
            if (deepest_.trough && !deepest_.recovery && worth.value >= deepest_peak_)
                deepest_.recovery = worth.date;
            peak_ = worth;
            return;
        }
        if (peak_.value.millionths() <= 0) return;
        const double pct = (peak_.value - worth.value).to_double() / peak_.value.to_double() * 100;
        if (pct <= deepest_.pct) return;
        deepest_ = {.pct = pct, .peak = peak_.date, .trough = worth.date};
        deepest_peak_ = peak_.value;
    }

    [[nodiscard]] std::optional<Drawdown> deepest() const {
        if (peak_.value.millionths() <= 0) return std::nullopt;
        return deepest_;
    }

    explicit Falls(const Worth& opening) : peak_{opening} {}

private:
    Worth peak_;
    Drawdown deepest_;
    common::Money deepest_peak_;
};

}  // namespace

std::optional<Drawdown> max_drawdown(const Worth& opening, const std::vector<Worth>& days) {
    Falls falls{opening};
    for (const auto& day : days) falls.add(day);
    return falls.deepest();
}

}  // namespace tradepit::query
