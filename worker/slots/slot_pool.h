#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "worker/slots/leases.h"
#include "worker/slots/slot.h"

namespace tradepit::worker {

/// The most leases that run at once. Each runs on a thread, with one descriptor for the slot's
/// commands and one for the lease's stop flag: 628 of the 1,024 that a process usually may have.
/// The rest is for the sockets and for what agents open.
inline constexpr std::size_t SLOTS_MAX = 314;
/// Why one worker cannot offer these resources; nothing when it can. Each lease that runs takes one
/// `cpu` or one `wait`, whatever else it needs, so that these two must be at most SLOTS_MAX
/// together.
[[nodiscard]] std::optional<std::string> fault_of_slots(const common::Offer& offer);

/// The worker's slots, which are made when they are first needed, and which lease runs in which. A
/// lease holds its resources until its slot has ended it, even after the worker has forgotten it.
/// Only the loop's thread uses the pool.
class SlotPool {
public:
    /// `runner` and `window` must outlive the pool.
    SlotPool(common::Offer offer, const Runner& runner, Window& window);

    /// Starts the lease in a free slot. @return false while a resource that it needs is taken, or
    /// SLOTS_MAX leases run.
    [[nodiscard]] bool start(const std::shared_ptr<SlotLease>& lease);
    /// Passes the request to the slot that runs this lease, if one does.
    void ask(LeaseNumber lease, StopRequest request);
    /// Slot::start_acknowledged() of the slot that runs this lease, if one does.
    void start_acknowledged(LeaseNumber lease, std::size_t day);
    /// The agent's own time (AgentClock) in the day that runs; 0 when no slot runs this lease.
    [[nodiscard]] common::Duration agent_time(LeaseNumber lease, common::Instant now) const;

    /// Readable while take() has a report.
    [[nodiscard]] int descriptor() const { return reports_.descriptor(); }
    /// The oldest report of any slot, without waiting; nothing when there is none. A report with
    /// lease_over frees its slot.
    std::optional<SlotReport> take();

private:
    Slot& free_slot();

    const common::Offer offer_;
    const Runner& runner_;
    Window& window_;
    SlotReports reports_;
    std::vector<std::unique_ptr<Slot>> slots_;
    std::map<LeaseNumber, Slot*> running_;
    common::TakenResources usage_;  ///< of the leases that run
};

}  // namespace tradepit::worker
