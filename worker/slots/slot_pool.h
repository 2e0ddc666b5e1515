#pragma once

#include <map>
#include <memory>
#include <vector>

#include <zmq.hpp>

#include "worker/slots/leases.h"
#include "worker/slots/slot.h"

namespace tradepit::worker {

/// The worker's slots of both kinds, made when they are first needed, and which lease is in which.
/// The loop's thread.
class SlotPool {
public:
    /// Runner and window outlive the pool.
    SlotPool(zmq::context_t& context, SlotCounts counts, const Runner& runner, Window& window);

    /// Starts the lease in a free slot of its kind. @return false when there is none.
    [[nodiscard]] bool start(const std::shared_ptr<SlotLease>& lease);
    /// Asks the slot that runs this lease; nothing when none does.
    void ask(LeaseNumber lease, Wish wish);
    void start_acknowledged(LeaseNumber lease, std::size_t day);
    /// The agent's own time in the day that runs; 0 when none does.
    [[nodiscard]] common::Instant agent_time(LeaseNumber lease, common::Instant now) const;

    /// Adds every slot's socket, in an order of its own.
    void add_to(std::vector<zmq::pollitem_t>& items);
    /// A frame from the slot whose socket stands at `index` among those added, without waiting.
    std::optional<Slot::Frame> receive(std::size_t index);
    [[nodiscard]] std::size_t size() const { return slots_.size(); }

private:
    struct Place {
        common::SlotKind kind;
        std::unique_ptr<Slot> slot;
    };

    Slot* free_slot(common::SlotKind kind);

    zmq::context_t& context_;
    SlotCounts counts_;
    SlotCounts made_;
    const Runner& runner_;
    Window& window_;
    std::vector<Place> slots_;
    std::map<LeaseNumber, Slot*> running_;
};

}  // namespace tradepit::worker
