#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/chain.h"
#include "common/messages/directions.h"
#include "common/names.h"
#include "common/wire_fields.h"

/// Messages between a worker and the broker, on the socket `tasks`. messages.h explains what each
/// message declares.
namespace tradepit::common {

/// An attempt that a worker holds: running, waiting to run, or finished and not fully acknowledged.
struct Held {
    AttemptKey key;
    bool finished = false;  ///< its last batch is made, and not all are acknowledged
    /// The agent's own time so far, without its waits for the pipeline; 0 when finished.
    std::int64_t agent_ms = 0;
    TRADEPIT_FIELDS(key, finished, agent_ms)
    friend bool operator==(const Held&, const Held&) = default;
};

/// A worker's heartbeat. Each one has everything that the broker has to know of the worker.
struct Hello {
    static constexpr std::uint8_t kind = 10;
    static constexpr std::string_view name = "hello";
    static constexpr Direction directions[] = {{PeerRole::worker, Socket::tasks, PeerRole::broker}};
    WorkerName worker;
    std::uint64_t nonce = 0;  ///< drawn anew at each start of the worker, and after Retired
    /// The newest that the worker has heard, 0 for none. It takes no assignment of an older one.
    std::int64_t epoch = 0;
    Offer slots{};  ///< in all, not only the free ones; empty while draining
    bool draining = false;
    std::vector<Held> held;
    TRADEPIT_FIELDS(worker, nonce, epoch, slots, draining, held)
    friend bool operator==(const Hello&, const Hello&) = default;
};

/// The agent's work of a lease is done, so the broker may give the lease's resources to another
/// one. The worker holds the attempts of the lease until the writer has acknowledged their last
/// batches.
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

/// The answer to Hello. From then on the worker ignores messages with an older epoch.
struct HelloAnswer {
    static constexpr std::uint8_t kind = 12;
    static constexpr std::string_view name = "hello_answer";
    static constexpr Direction directions[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    TRADEPIT_FIELDS(epoch)
    friend bool operator==(const HelloAnswer&, const HelloAnswer&) = default;
};

/// Gives the worker a lease: it runs `days` one after the other, the first of them from `opening`.
struct Assign {
    static constexpr std::uint8_t kind = 13;
    static constexpr std::string_view name = "assign";
    static constexpr Direction directions[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;  ///< the boot of the worker that is meant; others ignore the message
    std::int64_t chain = 0;
    Needs needs = need(CPU);
    ChainTerms terms;
    Close opening;
    std::vector<ClaimedDay> days;  ///< consecutive open days, ascending, at least one
    TRADEPIT_FIELDS(epoch, nonce, chain, needs, terms, opening, days)
    friend bool operator==(const Assign&, const Assign&) = default;
};

/// The worker ends the lease that has this attempt. It forgets the day that runs and all later
/// ones; days of the lease that have ended before stay, and their batches are sent until
/// acknowledged.
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

/// The answer to a Hello with an old nonce: since that nonce, the broker has heard another one
/// under the worker's name, and the name belongs to the newer one. The worker that gets this answer
/// drops everything that it holds and goes on as if it had just been started, with a new nonce.
struct Retired {
    static constexpr std::uint8_t kind = 15;
    static constexpr std::string_view name = "retired";
    static constexpr Direction directions[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;  ///< as in that Hello
    TRADEPIT_FIELDS(epoch, nonce)
    friend bool operator==(const Retired&, const Retired&) = default;
};

/// The answer to a Hello of a second process under a name: the process that has the name is alive.
/// The worker that gets this answer ends, because two of one name cannot both be told what to run.
struct NameTaken {
    static constexpr std::uint8_t kind = 16;
    static constexpr std::string_view name = "name_taken";
    static constexpr Direction directions[] = {{PeerRole::broker, Socket::tasks, PeerRole::worker}};
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;  ///< as in that Hello
    TRADEPIT_FIELDS(epoch, nonce)
    friend bool operator==(const NameTaken&, const NameTaken&) = default;
};

}  // namespace tradepit::common
