#pragma once

#include <chrono>
#include <memory>

#include "worker/agents/agent.h"

namespace tradepit::worker {

/// Lives the day as `agent` does, and takes `delay` longer for it: for tests of what happens
/// meanwhile. What the agent did is told before the wait, so that whoever dies in it leaves rows of
/// a day that did not end. A waiting agent.
class Delayed : public Agent {
public:
    Delayed(std::unique_ptr<Agent> agent, std::chrono::milliseconds delay)
        : agent_{std::move(agent)}, delay_{delay} {}
    std::optional<AgentFailure> run(TradingDay& day, const StopFlag& stop) override;

private:
    std::unique_ptr<Agent> agent_;
    std::chrono::milliseconds delay_;
};

}  // namespace tradepit::worker
