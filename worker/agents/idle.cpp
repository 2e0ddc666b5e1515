#include "worker/agents/strategies.h"

namespace tradepit::worker {

namespace {

/// Makes no trades. For tests and benchmarks.
class Idle : public Agent {
public:
    std::optional<AgentFailure> run(common::TradingDay&, const AgentServices&) override {
        return std::nullopt;
    }
};

}  // namespace

std::unique_ptr<Agent> make_idle(const common::AgentSettings&) { return std::make_unique<Idle>(); }

}  // namespace tradepit::worker
