#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "worker/slots/leases.h"
#include "worker/slots/slot.h"

namespace tradepit::worker {

/// The worker's slots, which are made when they are first needed, and which lease runs in which. A
/// lease holds its resources until its slot has ended it, even after it was cut. Only the loop's
/// thread uses the pool.
class SlotPool {
public:
    /// `runner` and `window` must outlive the pool.
    SlotPool(common::Offer offer, const Runner& runner, Window& window);

    /// Starts the lease in a free slot. @return false while a resource that it needs is taken.
    [[nodiscard]] bool start(const std::shared_ptr<SlotLease>& lease);
    /// Passes the request to the slot that runs this lease, if one does.
    void ask(LeaseNumber lease, StopRequest request);
    void start_acknowledged(LeaseNumber lease, std::size_t day);
    /// The agent's own time in the day that runs; 0 when no slot runs this lease.
    [[nodiscard]] common::Instant agent_time(LeaseNumber lease, common::Instant now) const;

    /// Readable while take() has something.
    [[nodiscard]] int descriptor() const { return reports_.descriptor(); }
    /// The oldest report of any slot, without waiting. A report with lease_over frees its slot.
    std::optional<SlotReport> take();

private:
    [[nodiscard]] bool has_room_for(const common::Needs& needs) const;
    Slot& free_slot();

    const common::Offer offer_;
    const Runner& runner_;
    Window& window_;
    SlotReports reports_;
    std::vector<std::unique_ptr<Slot>> slots_;
    std::map<LeaseNumber, Slot*> running_;
};

}  // namespace tradepit::worker
