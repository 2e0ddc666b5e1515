#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/chain.h"
#include "common/messages/legs.h"
#include "common/names.h"
#include "common/wire_fields.h"

/// Messages between a worker and the broker, on the socket `tasks`.
namespace tradepit::common {

/// An attempt that a worker holds: running, waiting to run, or finished and not fully acknowledged.
struct Held {
    AttemptKey key;
    bool finished = false;
    /// The agent's own time so far, without its waits for the pipeline.
    std::int64_t agent_ms = 0;
    TRADEPIT_FIELDS(key, finished, agent_ms)
    friend bool operator==(const Held&, const Held&) = default;
};

/// A worker's heartbeat. Each one is complete, so the broker needs no other to know the worker.
struct Hello {
    static constexpr std::uint8_t kind = 10;
    static constexpr std::string_view name = "hello";
    static constexpr Leg legs[] = {{PeerRole::worker, Socket::tasks, PeerRole::broker}};
    WorkerName worker;
    std::uint64_t nonce = 0;  ///< drawn anew at each start of the worker
    Offer slots{};            ///< in all, not only the free ones; none while draining
    bool draining = false;
    std::vector<Held> held;
    TRADEPIT_FIELDS(worker, nonce, slots, draining, held)
    friend bool operator==(const Hello&, const Hello&) = default;
};

/// A lease no longer needs its slot. The broker frees the slot; no day ends by this.
struct SlotFreed {
    static constexpr std::uint8_t kind = 11;
    static constexpr std::string_view name = "slot_freed";
    static constexpr Leg legs[] = {{PeerRole::worker, Socket::tasks, PeerRole::broker}};
    WorkerName worker;
    std::uint64_t nonce = 0;
    AttemptKey last;  ///< the last attempt of the lease
    TRADEPIT_FIELDS(worker, nonce, last)
    friend bool operator==(const SlotFreed&, const SlotFreed&) = default;
};

/// The answer to Hello. From then on the worker ignores older epochs.
struct Pulse {
    static constexpr std::uint8_t kind = 12;
    static constexpr std::string_view name = "pulse";
    static constexpr Leg legs[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    TRADEPIT_FIELDS(epoch)
    friend bool operator==(const Pulse&, const Pulse&) = default;
};

/// A lease: the worker runs these days one after the other, from this opening.
struct Assign {
    static constexpr std::uint8_t kind = 13;
    static constexpr std::string_view name = "assign";
    static constexpr Leg legs[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;  ///< the boot of the worker that it is meant for
    std::int64_t chain = 0;
    Needs needs = need(CPU);
    Task task;
    Close opening;
    std::vector<ClaimedDay> days;  ///< consecutive open days, ascending, at least one
    TRADEPIT_FIELDS(epoch, nonce, chain, needs, task, opening, days)
    friend bool operator==(const Assign&, const Assign&) = default;
};

/// The worker stops this attempt and the later days of its lease, and forgets them.
struct Drop {
    static constexpr std::uint8_t kind = 14;
    static constexpr std::string_view name = "drop";
    static constexpr Leg legs[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    AttemptKey key;
    std::string reason;
    TRADEPIT_FIELDS(epoch, key, reason)
    friend bool operator==(const Drop&, const Drop&) = default;
};

/// A newer boot of this worker was heard: it drops everything and takes a new nonce.
struct Retired {
    static constexpr std::uint8_t kind = 15;
    static constexpr std::string_view name = "retired";
    static constexpr Leg legs[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;
    TRADEPIT_FIELDS(epoch, nonce)
    friend bool operator==(const Retired&, const Retired&) = default;
};

}  // namespace tradepit::common
