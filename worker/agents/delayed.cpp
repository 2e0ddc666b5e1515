#include "worker/agents/delayed.h"

namespace tradepit::worker {

std::optional<AgentFailure> Delayed::run(TradingDay& day, const StopFlag& stop) {
    auto failure = agent_->run(day, stop);
    if (failure) return failure;
    day.flush();
    if (stop.wait_for(delay_)) throw Stopped{};
    return std::nullopt;
}

}  // namespace tradepit::worker
