#include "worker/agents/rebalancing.h"
#include "worker/agents/strategies.h"

namespace tradepit::worker {

namespace {

/// Trades every day so that each tradable symbol has an equal share of the portfolio's value, in
/// whole lots.
class EqualWeight : public Agent {
public:
    std::optional<AgentFailure> run(common::TradingDay& day, const AgentServices&) override {
        const auto quotes = day.quotes();
        rebalance(day, quotes, equal_shares(day.value(), quotes, day.rules()));
        return std::nullopt;
    }
};

}  // namespace

std::unique_ptr<Agent> make_equal_weight(const common::AgentSettings&) {
    return std::make_unique<EqualWeight>();
}

}  // namespace tradepit::worker
