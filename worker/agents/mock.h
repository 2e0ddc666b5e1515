#pragma once

#include "worker/agents/agent.h"

namespace tradepit::worker {

/// Stands in for a language model where none may be called: asks the price of the day's stock, buys
/// five of it, and ends, in the words and steps of a real one. The stock is number
/// (date − 2025-01-01) mod 10 of a fixed list, as in the system that this one follows.
class Mock : public Agent {
public:
    std::optional<AgentFailure> run(TradingDay& day, const StopFlag& stop) override;
};

}  // namespace tradepit::worker
