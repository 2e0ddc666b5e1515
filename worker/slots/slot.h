#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <thread>

#include "common/messages/messages.h"
#include "worker/agents/agent.h"
#include "worker/slots/slot_lease.h"
#include "worker/slots/window.h"

namespace tradepit::worker {

/// Runs one model-day. The worker uses run_model_day(); tests use their own.
using Runner =
    std::function<common::End(const common::DayInput&, common::EventSink&, const AgentServices&)>;

/// A thread that runs leases one after the other, and the days of a lease one after the other, in
/// plain blocking code. The worker's loop owns it, and only the loop's thread calls its public
/// functions.
class Slot {
public:
    /// The references must outlive the slot, which puts its output into `reports`.
    Slot(SlotReports& reports, const Runner& runner, Window& window);
    /// Asks the lease that runs to stop without a last batch, and joins the thread.
    ~Slot();
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    /// Starts a lease. CHECKs that the slot is free.
    void run(std::shared_ptr<SlotLease> lease);
    /// Tells the slot's thread that the first batch of this day's attempt is committed. Every
    /// attempt of a day but its first waits for that before it runs the agent. `day` is an index
    /// into the lease's days.
    void start_acknowledged(LeaseNumber lease, std::size_t day);
    /// Asks the running lease to stop. Changes nothing when the slot is free, or has this request
    /// or a stronger one already (StopRequest is in the order of strength).
    void ask(StopRequest request);
    /// The lease's report with lease_over was taken, so the slot is free.
    void lease_ended();

    [[nodiscard]] bool free() const { return lease_ == nullptr; }
    /// The lease that runs. The slot must not be free.
    [[nodiscard]] const SlotLease& lease() const { return *lease_; }

private:
    /// The slot's thread: runs leases until the commands are closed.
    void run_leases();
    void command(SlotCommand command);

    SlotReports& reports_;
    const Runner& runner_;
    Window& window_;
    SlotCommands commands_;
    std::shared_ptr<SlotLease> lease_;  ///< absent while the slot is free
    std::thread thread_;
};

}  // namespace tradepit::worker
