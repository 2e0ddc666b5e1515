#pragma once

#include <vector>

#include "common/price.h"
#include "common/trading/trading_day.h"

namespace tradepit::worker {

/// The largest quantity of a symbol at `price` that `budget` pays for, in whole lots and at most
/// quantity_max() of the market's decimals; 0 when the budget is not positive. A lot is the
/// market's smallest amount: some whole shares, or a unit of its last decimal. CHECKs that `price`
/// is above 0.
[[nodiscard]] common::Quantity affordable(common::Money budget, common::Price price,
                                          const common::MarketRules& rules);

/// A symbol, with the quantity of it to hold.
struct Target {
    common::Quote quote;
    common::Quantity quantity;
};

/// Trades towards `targets`. `tradable` has all symbols that can be traded today. Both are in byte
/// order of their symbols, and so are the orders. First it sells what is held of each tradable
/// symbol above its target, or all of it if it has none. Then it buys up to each target, or as much
/// as the remaining cash pays for. A refused order is skipped. A holding that cannot be traded
/// today stays.
void rebalance(common::TradingDay& day, const std::vector<common::Quote>& tradable,
               const std::vector<Target>& targets);

/// Targets for an equal share of `value` in each of `chosen` (in byte order), in whole lots.
[[nodiscard]] std::vector<Target> equal_shares(common::Money value,
                                               const std::vector<common::Quote>& chosen,
                                               const common::MarketRules& rules);

}  // namespace tradepit::worker
