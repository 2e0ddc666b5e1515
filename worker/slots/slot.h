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

/// What runs one model-day: run_model_day().
using Runner =
    std::function<common::End(const common::DayInput&, common::EventSink&, const AgentServices&)>;

/// A thread that runs leases, one after the other and each day of it after the other, in plain
/// blocking code. The loop owns it; all of its public functions are the loop's.
///
///   free ──run──▶ busy ──lease_ended: its report with lease_over was taken──▶ free
class Slot {
public:
    /// All of them outlive the slot, which puts what it has to say into `reports`.
    Slot(SlotReports& reports, const Runner& runner, Window& window);
    /// Stops the lease that runs, forgets it, and waits for the thread.
    ~Slot();
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    /// Only when free.
    void run(std::shared_ptr<SlotLease> lease);
    void start_acknowledged(LeaseNumber lease, std::size_t day);
    /// Changes nothing when the slot is free or more was asked before.
    void ask(StopRequest request);
    /// Its report with lease_over was taken.
    void lease_ended();

    [[nodiscard]] bool free() const { return lease_ == nullptr; }
    /// The lease that runs; not when free.
    [[nodiscard]] const SlotLease& lease() const { return *lease_; }

private:
    /// The slot's thread: runs leases until the commands are closed.
    void run_leases();
    void command(SlotCommand command);

    SlotReports& reports_;
    const Runner& runner_;
    Window& window_;
    SlotCommands commands_;
    std::shared_ptr<SlotLease> lease_;
    std::thread thread_;
};

}  // namespace tradepit::worker
