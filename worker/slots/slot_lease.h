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

/// What the worker's loop and the threads of its slots share, and the messages between them.
namespace tradepit::worker {

/// What the loop asks of a running lease. A later request is never weaker than an earlier one.
enum class StopRequest : std::uint8_t {
    none,       ///< run every day
    after_day,  ///< finish the day that runs and give the later ones back: the worker drains
    give_back,  ///< give the day that runs and the later ones back now; raises the stop flag too
    forget      ///< send nothing more of the lease; raises the stop flag too
};

/// A lease as its slot runs it.
struct SlotLease {
    // Constant while the lease runs.
    LeaseNumber number{};
    common::Assign assign;
    common::WorkerName worker;
    std::shared_ptr<const common::PriceSet> prices;

    // Written by the loop, read by the slot.
    std::atomic<StopRequest> stop_request{StopRequest::none};
    StopFlag stop;

    // Written by the slot, read by the loop.
    AgentClock agent_clock;  ///< the agent's own time in the day that runs
};

/// The first batch of this day's attempt is committed, so its agent may begin.
struct StartAcknowledged {
    LeaseNumber lease{};
    std::size_t day = 0;
};
/// The stop flag of the running lease was raised. Wakes a slot's thread that waits for
/// StartAcknowledged.
struct LookAtStop {};
/// From the loop to one slot. A SlotLease asks the slot to run that lease.
using SlotCommand = std::variant<std::shared_ptr<SlotLease>, StartAcknowledged, LookAtStop>;
using SlotCommands = common::Mailbox<SlotCommand>;

/// From a slot to the loop, about one lease.
struct SlotReport {
    LeaseNumber lease{};
    std::size_t day = 0;  ///< index into the assignment's days
    /// An encoded Batch, which has taken room in the window. Empty: none, because the lease was
    /// stopped by StopRequest::forget.
    std::string batch;
    std::int64_t number = 0;  ///< of the batch in its attempt, from 1; 0: there is no batch
    bool day_over = false;    ///< the batch has the day's End
    bool lease_over = false;  ///< the lease has ended, and the slot can run another
};
using SlotReports = common::Mailbox<SlotReport>;

}  // namespace tradepit::worker
