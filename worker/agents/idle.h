#pragma once

#include "worker/agents/agent.h"

namespace tradepit::worker {

/// Trades nothing: for tests and benchmarks.
class Idle : public Agent {
public:
    std::optional<AgentFailure> run(TradingDay&, const StopFlag&) override { return std::nullopt; }
};

}  // namespace tradepit::worker
