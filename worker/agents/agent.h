#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/trading/trading_day.h"
#include "worker/agents/agent_clock.h"
#include "worker/agents/stop_flag.h"

namespace tradepit::worker {

/// Why an agent could not do its day. Transient: another attempt may succeed.
struct AgentFailure {
    enum class Kind { transient, permanent };
    Kind kind;
    std::string error;
};

/// What the worker does for an agent beside the day itself; all of it outlives the run.
struct AgentServices {
    /// It runs while the agent does. Whoever waits for the pipeline on the agent's behalf pauses
    /// it.
    AgentClock& clock;
    /// Raised when the lease is to end: an agent that waits for somebody watches it.
    const StopFlag& stop;
};

/// One way of deciding. An agent is made for one model-day, and knows of other days only what the
/// portfolio and the market tell it.
class Agent {
public:
    virtual ~Agent() = default;
    /// Lives the day, in plain blocking code. Orders that are refused are the agent's own affair
    /// and no failure.
    /// @throws Stopped when `services.stop` is raised while it waits.
    virtual std::optional<AgentFailure> run(common::TradingDay& day,
                                            const AgentServices& services) = 0;
};

/// The agent that `settings` describes: JSON {"kind": …, and the kind's own keys}, as query
/// resolved it (docs/AGENTS.md). The alternative names the key, the value and the rule.
[[nodiscard]] std::variant<std::unique_ptr<Agent>, std::string> make_agent(
    std::string_view settings);

}  // namespace tradepit::worker
