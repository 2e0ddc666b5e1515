#include "worker/agents/rebalancing.h"

#include <algorithm>
#include <cstdint>

#include "common/check.h"
#include "common/wide.h"

namespace tradepit::worker {

using common::Quantity;
using common::Wide;

namespace {

/// The symbol's target; 0 when it has none.
Quantity target_of(const std::vector<Target>& targets, const common::Symbol& symbol) {
    for (const Target& target : targets)
        if (*target.quote.symbol == symbol) return target.quantity;
    return {};
}

void order(common::TradingDay& day, common::Side side, const common::Symbol& symbol,
           Quantity amount) {
    if (amount == Quantity{}) return;
    // A refused order (T+1, for example) leaves the portfolio as it is, and the day goes on.
    static_cast<void>(day.trade({side, symbol, common::Amount{amount}}));
}

}  // namespace

common::Quantity affordable(common::Money budget, common::Price price,
                            const common::MarketRules& rules) {
    CHECK(price.units() > 0);
    if (budget.millionths() <= 0) return {};
    const std::int64_t lot = common::amount_step(rules);
    const Wide units = Wide{budget.millionths()} * common::UNITS_PER_WHOLE *
                       common::power_of_ten(price.decimals() - common::Money::DECIMALS) /
                       price.units();
    // Up to this limit the books can have every quantity of the market's decimals, and every
    // difference of two. So no rebalancing is refused because of a quantity.
    const Wide units_max =
        Wide{common::quantity_max(rules.quantity_decimals)} * common::UNITS_PER_WHOLE;
    // The quantity is rounded down before the market rounds the cost to a millionth, so the cost
    // cannot exceed the budget.
    return common::Quantity::from_units(static_cast<std::int64_t>(std::min(units, units_max)) /
                                        lot * lot);
}

void rebalance(common::TradingDay& day, const std::vector<common::Quote>& tradable,
               const std::vector<Target>& targets) {
    for (const common::Quote& quote : tradable) {
        const Quantity held = day.portfolio().quantity(*quote.symbol);
        if (held == Quantity{}) continue;
        const Quantity keep = target_of(targets, *quote.symbol);
        if (held > keep) order(day, common::Side::sell, *quote.symbol, held - keep);
    }
    for (const Target& target : targets) {
        const Quantity held = day.portfolio().quantity(*target.quote.symbol);
        if (held >= target.quantity) continue;
        const Quantity affordable_now =
            affordable(day.portfolio().cash(), target.quote.open, day.rules());
        order(day, common::Side::buy, *target.quote.symbol,
              std::min(target.quantity - held, affordable_now));
    }
}

std::vector<Target> equal_shares(common::Money value, const std::vector<common::Quote>& chosen,
                                 const common::MarketRules& rules) {
    std::vector<Target> targets;
    if (chosen.empty()) return targets;
    const auto share = common::Money::from_millionths(value.millionths() /
                                                      static_cast<std::int64_t>(chosen.size()));
    for (const common::Quote& quote : chosen)
        targets.push_back({quote, affordable(share, quote.open, rules)});
    return targets;
}

}  // namespace tradepit::worker
