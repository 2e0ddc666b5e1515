#pragma once

#include <cstddef>

#include "worker/agents/agent.h"

namespace tradepit::worker {

/// Ranks the tradable symbols by their return over the last `lookback` whole bars (close of the
/// last ÷ close `lookback` bars earlier) and holds `top` of them in equal shares, every day anew:
/// the best ones (momentum) or the worst (mean reversion). Equal returns rank in byte order; a
/// symbol without both closes does not rank. Returns are compared exactly.
class Ranking : public Agent {
public:
    enum class Choice { best, worst };
    Ranking(Choice choice, std::size_t lookback, std::size_t top)
        : choice_{choice}, lookback_{lookback}, top_{top} {}
    std::optional<AgentFailure> run(TradingDay& day, const StopFlag& stop) override;

private:
    Choice choice_;
    std::size_t lookback_;
    std::size_t top_;
};

}  // namespace tradepit::worker
