#pragma once

#include <string>

#include "common/messages/messages.h"
#include "common/trading/trading_day.h"
#include "worker/agents/agent.h"

namespace tradepit::worker {

/// Runs the agent that input.terms.agent describes for one day and passes its events to `sink`, in
/// plain blocking code on the slot's thread. The returned End has ending, opening, close and error
/// set. The caller fills in event_count, digest and agent_ms, and cuts the error to its limit.
/// Invalid agent settings and an opening that is invalid or cannot be valued give an End that
/// failed permanently. A failure that the agent returns gives one that failed as the agent says.
/// Exceptions of the agent and of `sink` pass through.
/// @throws Stopped when `services.stop` is raised before the day is over. The caller then gives the
/// attempt back or forgets it.
common::End run_model_day(const common::DayInput& input, common::EventSink& sink,
                          const AgentServices& services);

/// The End of an attempt that did not complete its day. The portfolio stays as it was: opening and
/// close are both `opening`. The caller fills in the other fields.
common::End end_without_completion(common::Ending ending, const common::Close& opening,
                                   std::string error);

}  // namespace tradepit::worker
