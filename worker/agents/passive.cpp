#include "worker/agents/passive.h"

#include <cstdint>

#include "worker/agents/allocation.h"
#include "worker/agents/sizing.h"

namespace tradepit::worker {

std::optional<AgentFailure> BuyAndHold::run(TradingDay& day, const StopFlag&) {
    if (!day.portfolio().holdings().empty()) return std::nullopt;
    const auto quotes = day.quotes();
    auto left = static_cast<std::int64_t>(quotes.size());
    for (const common::Quote& quote : quotes) {
        const auto share =
            common::Money::from_millionths(day.portfolio().cash().millionths() / left--);
        const auto amount = affordable(share, quote.open, day.rules());
        if (amount == common::Quantity{}) continue;
        static_cast<void>(day.trade({common::Side::buy, *quote.symbol, common::Amount{amount}}));
    }
    return std::nullopt;
}

std::optional<AgentFailure> EqualWeight::run(TradingDay& day, const StopFlag&) {
    const auto quotes = day.quotes();
    rebalance(day, quotes, equal_shares(day.value(), quotes, day.rules()));
    return std::nullopt;
}

}  // namespace tradepit::worker
