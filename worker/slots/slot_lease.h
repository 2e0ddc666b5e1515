#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "common/market/prices.h"
#include "common/messages/messages.h"
#include "common/process/mailbox.h"
#include "worker/agents/agent_clock.h"
#include "worker/agents/stop_flag.h"
#include "worker/slots/leases.h"

/// What the worker's loop and the threads of its slots share, and what they tell each other.
namespace tradepit::worker {

/// What the loop asks of a lease that runs; it only ever grows.
enum class StopRequest : std::uint8_t {
    none,       ///< run every day
    after_day,  ///< end the day that runs and give the next one back: the worker drains
    give_back,  ///< give back the day that runs, now; the stop flag is raised too
    forget      ///< say nothing more of it; the stop flag is raised too
};

/// A lease as its slot runs it.
struct SlotLease {
    // Constant while it runs.
    LeaseNumber number{};
    common::Assign assign;
    common::WorkerName worker;
    std::shared_ptr<const common::PriceSet> prices;

    // The loop writes, the slot reads.
    std::atomic<StopRequest> stop_request{StopRequest::none};
    StopFlag stop;

    // The slot writes, the loop reads.
    AgentClock agent;
};

/// The start of this attempt is committed: its agent may begin.
struct StartAcknowledged {
    LeaseNumber lease{};
    std::size_t day = 0;
};
/// The stop flag of the lease that runs was raised.
struct LookAtStop {};
/// From the loop to one slot. A lease is to be run, from its first day to its last.
using SlotCommand = std::variant<std::shared_ptr<SlotLease>, StartAcknowledged, LookAtStop>;
using SlotCommands = common::Mailbox<SlotCommand>;

/// From a slot to the loop, about one lease.
struct SlotReport {
    LeaseNumber lease{};
    std::size_t day = 0;      ///< index into the assignment's days
    std::string batch;        ///< an encoded Batch, for which room was taken; empty: none
    std::int64_t number = 0;  ///< of the batch
    bool day_over = false;    ///< the batch has the day's End
    bool lease_over = false;  ///< the slot is free
};
using SlotReports = common::Mailbox<SlotReport>;

}  // namespace tradepit::worker
