#pragma once

#include "worker/agents/agent.h"

namespace tradepit::worker {

/// Buys once, while it holds nothing: goes through the tradable symbols in byte order and spends on
/// each the cash left ÷ the symbols left, in whole lots; so what one leaves over goes to the next.
class BuyAndHold : public Agent {
public:
    std::optional<AgentFailure> run(TradingDay& day, const StopFlag& stop) override;
};

/// Every day holds an equal share of the portfolio's value in every tradable symbol, in whole lots
/// (allocation.h).
class EqualWeight : public Agent {
public:
    std::optional<AgentFailure> run(TradingDay& day, const StopFlag& stop) override;
};

}  // namespace tradepit::worker
