#include "writer/intake/standing.h"

#include <algorithm>

namespace tradepit::writer {

namespace {

std::optional<double> return_over(common::Money earlier, common::Money later) {
    if (earlier == common::Money{}) return std::nullopt;
    return (later - earlier).to_double() / earlier.to_double();
}

void add_return(Standing& standing, common::Money earlier, common::Money later) {
    const auto fraction = return_over(earlier, later);
    if (!fraction) return;
    ++standing.returns;
    const double difference = *fraction - standing.returns_mean;
    standing.returns_mean += difference / static_cast<double>(standing.returns);
    standing.returns_m2 += difference * (*fraction - standing.returns_mean);
}

}  // namespace

Standing next_standing(const std::optional<Standing>& before, common::Money initial_value,
                       const Closing& closing) {
    Standing next = before.value_or(Standing{});
    const common::Money value = closing.figures.value;
    if (before)
        add_return(next, before->latest.figures.value, value);
    else
        next.first_return = return_over(initial_value, value);
    next.latest = closing;
    ++next.days;
    next.trades += closing.trades;
    next.peak_value = std::max({before ? before->peak_value : initial_value, value});
    if (next.peak_value > common::Money{}) {
        const double fall = (next.peak_value - value).to_double() / next.peak_value.to_double();
        next.max_drawdown_pct = std::max(next.max_drawdown_pct, fall * 100);
    }
    return next;
}

}  // namespace tradepit::writer
