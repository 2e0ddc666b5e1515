#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "common/market/market_rules.h"
#include "common/market/prices.h"
#include "common/messages/messages.h"
#include "worker/agents/stop_flag.h"

namespace tradepit::worker {

/// Thrown through an agent when its lease was stopped; nothing that it would still say counts.
class Stopped : public std::runtime_error {
public:
    Stopped() : std::runtime_error("the lease was stopped") {}
};

/// What the running of one model-day needs; all of it outlives the call.
struct DayInput {
    const common::Task& task;
    const common::MarketRules& rules;
    const common::PriceSet& prices;
    const common::Close& opening;
    const common::ClaimedDay& day;
};

/// Takes the events of one attempt, in order.
class EventSink {
public:
    virtual ~EventSink() = default;
    /// Takes events as they happen; may block while the worker's window is full, which is not the
    /// agent's time. One event keeps to REASONING_CHUNK_BYTES_MAX and HOLDINGS_MAX.
    /// @throws Stopped when the attempt was dropped or the worker ends.
    virtual void take(std::vector<common::Event> events) = 0;
    /// The agent is about to wait for somebody (a model, a process, a delay): what was taken goes
    /// out now instead of with what comes next, and the attempt is reported as started. Not for
    /// agents that go on at once: a day without it is one batch. Blocks and throws as take().
    virtual void flush() {}
};

/// Runs the agent named in task.agent for one day and streams its events; plain blocking code, on
/// the slot's thread. The returned End has ending, opening, close and error set (events, digest and
/// agent_ms are filled in by the caller, which also cuts the error to its limit). Never throws for
/// what an agent does wrong: that is a failed End.
/// @throws Stopped when `stop` is raised before the day is over: the caller knows whether the
/// attempt is given back or forgotten.
common::End run_model_day(const DayInput& input, EventSink& sink, const StopFlag& stop);

/// The last word of an attempt that did not complete: it leaves the portfolio as it was.
common::End not_completed(common::Ending ending, const common::Close& opening, std::string error);

}  // namespace tradepit::worker
