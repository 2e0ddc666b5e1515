#include "common/accounting/running_stats.h"

#include <algorithm>

namespace tradepit::common {

namespace {

/// The return as a fraction; nothing where the earlier value is 0.
std::optional<double> return_between(Money earlier, Money later) {
    if (earlier == Money{}) return std::nullopt;
    return (later - earlier).to_double() / earlier.to_double();
}

/// RunningStats::first_return.
std::optional<double> first_return(const SeriesOpening& opening, const Closing& closing) {
    const bool one_point = closing.date == opening.date && closing.figures.value == opening.value;
    return one_point ? std::nullopt : return_between(opening.value, closing.figures.value);
}

/// One step of Welford's method.
void add_return(RunningStats& stats, Money earlier, Money later) {
    const auto fraction = return_between(earlier, later);
    if (!fraction) return;
    ++stats.returns;
    const double difference = *fraction - stats.returns_mean;
    stats.returns_mean += difference / static_cast<double>(stats.returns);
    stats.returns_m2 += difference * (*fraction - stats.returns_mean);
}

}  // namespace

RunningStats next_stats(const std::optional<RunningStats>& before, const SeriesOpening& opening,
                        const Closing& closing) {
    RunningStats next = before.value_or(RunningStats{});
    const Money value = closing.figures.value;
    if (before)
        add_return(next, before->latest.figures.value, value);
    else
        next.first_return = first_return(opening, closing);
    next.latest = closing;
    ++next.days;
    next.trades += closing.trades;
    next.peak_value = std::max({before ? before->peak_value : opening.value, value});
    if (next.peak_value > Money{}) {
        const double fall = (next.peak_value - value).to_double() / next.peak_value.to_double();
        next.max_drawdown_pct = std::max(next.max_drawdown_pct, fall * 100);
    }
    return next;
}

}  // namespace tradepit::common
