#include <cstdint>

#include "worker/agents/rebalancing.h"
#include "worker/agents/strategies.h"

namespace tradepit::worker {

namespace {

/// Buys once, while it holds nothing. It goes through the tradable symbols in byte order and spends
/// on each the cash left divided by the number of symbols left, in whole lots. So what one symbol
/// leaves over goes to the next ones.
class BuyAndHold : public Agent {
public:
    std::optional<AgentFailure> run(common::TradingDay& day, const AgentServices&) override {
        if (!day.portfolio().holdings().empty()) return std::nullopt;
        const auto quotes = day.quotes();
        auto left = static_cast<std::int64_t>(quotes.size());
        for (const common::Quote& quote : quotes) {
            const auto share =
                common::Money::from_millionths(day.portfolio().cash().millionths() / left--);
            const auto amount = affordable(share, quote.open, day.rules());
            if (amount == common::Quantity{}) continue;
            static_cast<void>(
                day.trade({common::Side::buy, *quote.symbol, common::Amount{amount}}));
        }
        return std::nullopt;
    }
};

}  // namespace

std::unique_ptr<Agent> make_buy_and_hold(const common::AgentSettings&) {
    return std::make_unique<BuyAndHold>();
}

}  // namespace tradepit::worker
