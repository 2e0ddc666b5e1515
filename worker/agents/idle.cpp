#include "worker/agents/idle.h"

namespace tradepit::worker {

std::optional<AgentFailure> Idle::run(TradingDay& day, const StopFlag& stop) {
    if (delay_.count() == 0) return std::nullopt;
    day.flush();
    if (stop.wait_for(delay_)) throw Stopped{};
    return std::nullopt;
}

}  // namespace tradepit::worker
