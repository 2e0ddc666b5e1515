#pragma once

#include <vector>

#include "common/trading/trading_day.h"

namespace tradepit::worker {

/// The most of a symbol at `price` that `budget` pays for, in whole lots or down to the market's
/// smallest fraction; zero for a budget that is not positive. price is above 0.
[[nodiscard]] common::Quantity affordable(common::Money budget, common::Money price,
                                          const common::MarketRules& rules);

/// A symbol and how much of it to hold.
struct Target {
    common::Quote quote;
    common::Quantity quantity;
};

/// Trades until the portfolio holds the targets (in byte order) as far as cash goes: first sells,
/// in byte order, what is held of other tradable symbols and above a target; then buys, in byte
/// order, up to each target or what cash still pays for. What cannot be traded today stays.
void rebalance(common::TradingDay& day, const std::vector<common::Quote>& tradable,
               const std::vector<Target>& targets);

/// An equal share of `value` in each of `chosen` (in byte order), in whole lots.
[[nodiscard]] std::vector<Target> equal_shares(common::Money value,
                                               const std::vector<common::Quote>& chosen,
                                               const common::MarketRules& rules);

}  // namespace tradepit::worker
