#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/chain.h"
#include "common/messages/directions.h"
#include "common/names.h"
#include "common/wire_fields.h"

/// Between a worker and the broker, on `tasks` (messages.h).
namespace tradepit::common {

/// An attempt that a worker has, running, waiting to run, or finished and not fully acknowledged.
struct Held {
    AttemptKey key;
    bool finished = false;
    /// The agent's own time so far, its waits for the pipeline left out.
    std::int64_t agent_ms = 0;
    TRADEPIT_FIELDS(key, finished, agent_ms)
    friend bool operator==(const Held&, const Held&) = default;
};

/// A worker's heartbeat. Each is a whole introduction, so any one of them is enough.
struct Hello {
    static constexpr std::uint8_t kind = 10;
    static constexpr std::string_view name = "hello";
    static constexpr Direction directions[] = {{PeerRole::worker, Socket::tasks, PeerRole::broker}};
    WorkerName worker;
    std::uint64_t nonce = 0;  ///< drawn anew at each start of the worker
    Offer slots{};            ///< in all, not only the free ones; none while draining
    bool draining = false;
    std::vector<Held> held;
    TRADEPIT_FIELDS(worker, nonce, slots, draining, held)
    friend bool operator==(const Hello&, const Hello&) = default;
};

/// The worker's word that a lease needs its slot no longer. It frees the slot and ends nothing.
struct SlotFreed {
    static constexpr std::uint8_t kind = 11;
    static constexpr std::string_view name = "slot_freed";
    static constexpr Direction directions[] = {{PeerRole::worker, Socket::tasks, PeerRole::broker}};
    WorkerName worker;
    std::uint64_t nonce = 0;
    AttemptKey last;  ///< the last attempt of the lease
    TRADEPIT_FIELDS(worker, nonce, last)
    friend bool operator==(const SlotFreed&, const SlotFreed&) = default;
};

/// Answer to Hello: from now on the worker obeys no older epoch.
struct HelloAnswer {
    static constexpr std::uint8_t kind = 12;
    static constexpr std::string_view name = "hello_answer";
    static constexpr Direction directions[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    TRADEPIT_FIELDS(epoch)
    friend bool operator==(const HelloAnswer&, const HelloAnswer&) = default;
};

/// A lease: run these days, one after the other, from this opening.
struct Assign {
    static constexpr std::uint8_t kind = 13;
    static constexpr std::string_view name = "assign";
    static constexpr Direction directions[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;  ///< the boot that it is meant for
    std::int64_t chain = 0;
    Needs needs = need(CPU);
    Task task;
    Close opening;
    std::vector<ClaimedDay> days;  ///< consecutive open days, ascending, at least one
    TRADEPIT_FIELDS(epoch, nonce, chain, needs, task, opening, days)
    friend bool operator==(const Assign&, const Assign&) = default;
};

/// Stop this attempt, and the later days of its lease, and forget them.
struct Drop {
    static constexpr std::uint8_t kind = 14;
    static constexpr std::string_view name = "drop";
    static constexpr Direction directions[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    AttemptKey key;
    std::string reason;
    TRADEPIT_FIELDS(epoch, key, reason)
    friend bool operator==(const Drop&, const Drop&) = default;
};

/// A newer boot of this worker was heard: drop everything and take a new nonce.
struct Retired {
    static constexpr std::uint8_t kind = 15;
    static constexpr std::string_view name = "retired";
    static constexpr Direction directions[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;
    TRADEPIT_FIELDS(epoch, nonce)
    friend bool operator==(const Retired&, const Retired&) = default;
};

}  // namespace tradepit::common
