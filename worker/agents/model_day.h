#pragma once

#include <string>

#include "common/messages/messages.h"
#include "common/trading/trading_day.h"
#include "worker/agents/agent.h"

namespace tradepit::worker {

/// Runs the agent named in task.agent for one day and streams its events; plain blocking code, on
/// the slot's thread. The returned End has ending, opening, close and error set (events, digest and
/// agent_ms are filled in by the caller, which also cuts the error to its limit). Never throws for
/// what an agent does wrong: that is a failed End.
/// @throws Stopped when `services.stop` is raised before the day is over: the caller knows whether
/// the attempt is given back or forgotten.
common::End run_model_day(const common::DayInput& input, common::EventSink& sink,
                          const AgentServices& services);

/// The last word of an attempt that did not complete: it leaves the portfolio as it was.
common::End not_completed(common::Ending ending, const common::Close& opening, std::string error);

}  // namespace tradepit::worker
