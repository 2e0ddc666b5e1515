#pragma once

#include <vector>

#include "worker/agents/trading_day.h"

namespace tradepit::worker {

/// A symbol and how much of it to hold.
struct Target {
    common::Quote quote;
    common::Quantity quantity;
};

/// Trades until the portfolio holds the targets (in byte order) as far as cash goes: first sells,
/// in byte order, what is held of other tradable symbols and above a target; then buys, in byte
/// order, up to each target or what cash still pays for. What cannot be traded today stays.
void rebalance(TradingDay& day, const std::vector<common::Quote>& tradable,
               const std::vector<Target>& targets);

/// An equal share of `value` in each of `chosen` (in byte order), in whole lots.
[[nodiscard]] std::vector<Target> equal_shares(common::Money value,
                                               const std::vector<common::Quote>& chosen,
                                               const common::MarketRules& rules);

}  // namespace tradepit::worker
