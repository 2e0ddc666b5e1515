#pragma once

#include <chrono>

#include "worker/agents/agent.h"

namespace tradepit::worker {

/// Trades nothing and takes `delay` for it: for tests and benchmarks. A waiting agent.
class Idle : public Agent {
public:
    explicit Idle(std::chrono::milliseconds delay) : delay_{delay} {}
    std::optional<AgentFailure> run(TradingDay& day, const StopFlag& stop) override;

private:
    std::chrono::milliseconds delay_;
};

}  // namespace tradepit::worker
