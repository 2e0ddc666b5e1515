#include "worker/agents/sizing.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "common/check.h"

namespace tradepit::worker {

namespace {

__extension__ typedef __int128 Wide;

/// The smallest amount that may be traded, in units of 1e-8.
std::int64_t step_of(const common::MarketRules& rules) {
    if (rules.quantity_decimals == 0) return rules.lot * common::UNITS_PER_WHOLE;
    std::int64_t step = common::UNITS_PER_WHOLE;
    for (int i = 0; i < rules.quantity_decimals; ++i) step /= 10;
    return step;
}

}  // namespace

common::Quantity affordable(common::Money budget, common::Money price,
                            const common::MarketRules& rules) {
    CHECK(price.millionths() > 0);
    if (budget.millionths() <= 0) return {};
    const std::int64_t step = step_of(rules);
    const Wide units = Wide{budget.millionths()} * common::UNITS_PER_WHOLE / price.millionths();
    const Wide most = std::numeric_limits<std::int64_t>::max();
    // Rounded down before the market rounds the cost to a millionth: it cannot pass the budget.
    return common::Quantity::from_units(static_cast<std::int64_t>(std::min(units, most)) / step *
                                        step);
}

}  // namespace tradepit::worker
