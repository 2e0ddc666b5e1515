#pragma once

#include "common/decimal.h"
#include "common/market/market_rules.h"

namespace tradepit::worker {

/// The most of a symbol at `price` that `budget` pays for, in whole lots or down to the market's
/// smallest fraction; zero for a budget that is not positive. price is above 0.
[[nodiscard]] common::Quantity affordable(common::Money budget, common::Money price,
                                          const common::MarketRules& rules);

}  // namespace tradepit::worker
