#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "common/market/prices.h"
#include "common/messages/messages.h"
#include "worker/agents/agent_clock.h"
#include "worker/agents/stop_flag.h"
#include "worker/slots/leases.h"

namespace tradepit::worker {

/// What the loop wants of a lease that runs; it only ever grows.
enum class Wish : std::uint8_t {
    run,        ///< every day
    last_day,   ///< end the day that runs, give the next one back: the worker drains
    give_back,  ///< give back the day that runs, now; the stop flag is raised too
    forget      ///< say nothing more of it; the stop flag is raised too
};

/// A lease as its slot runs it, shared between loop and slot.
struct SlotLease {
    // Constant while it runs.
    LeaseNumber number{};
    common::Assign assign;
    common::WorkerName worker;
    std::shared_ptr<const common::PriceSet> prices;

    // The loop asks, the slot follows.
    std::atomic<Wish> wish{Wish::run};
    StopFlag stop;

    // The slot tells, the loop reads.
    AgentClock agent;
};

/// What stands behind the octets of a batch in the frames from slot to loop (one process: the
/// machine's own byte order).
struct SlotReport {
    LeaseNumber lease{};
    std::uint32_t day = 0;    ///< index into the assignment's days
    bool batch = false;       ///< octets of a Batch precede this
    bool day_over = false;    ///< with its End
    bool lease_over = false;  ///< the slot is free
    std::uint8_t unused = 0;
    std::int64_t number = 0;  ///< of the batch
};

}  // namespace tradepit::worker
