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

/// Why an agent could not complete its day. After a transient failure another attempt may succeed;
/// after a permanent one none is made.
struct AgentFailure {
    enum class Kind { transient, permanent };
    Kind kind;
    std::string error;
};

/// What the worker offers an agent besides the day itself. Both outlive the run.
struct AgentServices {
    /// Runs while the agent does. Code that waits for the pipeline on the agent's behalf pauses it.
    AgentClock& clock;
    /// Raised when the lease is to end. An agent that waits for something watches it meanwhile.
    const StopFlag& stop;
};

/// Decides what a model trades on one model-day. An agent is made for each model-day, and knows of
/// other days only what the portfolio and the market tell it.
class Agent {
public:
    virtual ~Agent() = default;
    /// Trades the day, in plain blocking code on the slot's thread. A refused order is the agent's
    /// own concern and no failure of the day. @return nothing when the day is completed.
    /// @throws Stopped when `services.stop` is raised while it waits, and what `day` throws. Any
    /// other exception is a transient failure, except TooManyEvents (slots/attempt.h), which is a
    /// permanent one.
    virtual std::optional<AgentFailure> run(common::TradingDay& day,
                                            const AgentServices& services) = 0;
};

/// Makes the agent that `settings` describes: a JSON object with "kind" and the keys of that kind,
/// as query resolved it (docs/AGENTS.md). @return the agent, or an error text: what is wrong with
/// the settings, or that this worker has no agent of that kind.
[[nodiscard]] std::variant<std::unique_ptr<Agent>, std::string> make_agent(
    std::string_view settings);

}  // namespace tradepit::worker
