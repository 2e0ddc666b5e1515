#include "worker/agents/allocation.h"

#include <algorithm>

#include "worker/agents/sizing.h"

namespace tradepit::worker {

using common::Quantity;

namespace {

Quantity wanted(const std::vector<Target>& targets, const common::Symbol& symbol) {
    for (const Target& target : targets)
        if (*target.quote.symbol == symbol) return target.quantity;
    return {};
}

void order(TradingDay& day, common::Side side, const common::Symbol& symbol, Quantity amount) {
    if (amount == Quantity{}) return;
    // A refusal (T+1) leaves the portfolio as it is; the day goes on with what it has.
    static_cast<void>(day.trade({side, symbol, common::Amount{amount}}));
}

}  // namespace

void rebalance(TradingDay& day, const std::vector<common::Quote>& tradable,
               const std::vector<Target>& targets) {
    for (const common::Quote& quote : tradable) {
        const Quantity held = day.portfolio().quantity(*quote.symbol);
        if (held == Quantity{}) continue;
        const Quantity keep = wanted(targets, *quote.symbol);
        if (held > keep) order(day, common::Side::sell, *quote.symbol, held - keep);
    }
    for (const Target& target : targets) {
        const Quantity held = day.portfolio().quantity(*target.quote.symbol);
        if (held >= target.quantity) continue;
        const Quantity pays = affordable(day.portfolio().cash(), target.quote.open, day.rules());
        order(day, common::Side::buy, *target.quote.symbol, std::min(target.quantity - held, pays));
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
