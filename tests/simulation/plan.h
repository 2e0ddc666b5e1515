#pragma once

#include <cstdint>

#include "common/time.h"
#include "tests/simulation/random.h"

namespace tradepit::simulation {

/// The probability of each fault.
struct Rates {
    // For each message.
    double drop = 0;
    double repeat = 0;
    double late = 0;
    double encoded = 0;  ///< not a fault: the message travels as an encoded frame
    // In each step.
    double writer_killed = 0;
    double commit_refused = 0;
    double broker_killed = 0;
    double broker_paused = 0;
    double broker_replaced = 0;  ///< it is paused, a new one starts, and it goes on as a ghost
    double worker_killed = 0;
    double worker_paused = 0;
    double worker_drains = 0;
    // For each step of an agent (hangs) and each end of its day (fails).
    double agent_hangs = 0;
    double agent_fails = 0;
};

/// What the seed decides for a whole run.
struct Plan {
    Plan(std::uint64_t seed, Random& random);

    std::uint64_t seed;
    /// Only broker and writer die or pause, and letters from one program to another arrive in
    /// order, as on a connection. Then no attempt may be lost either. With a twin the broker does
    /// not die, because each boot of it gives the name to the process that it hears first.
    bool calm;
    bool exact;        ///< agents are deterministic, so that the checker can compute the books
    bool poison;       ///< some days kill their worker
    bool reopen;       ///< a restarted writer opens the file anew
    int max_attempts;  ///< of a model-day
    int workers;
    bool twin;  ///< another process has the name of worker 0
    int faulty_steps;
    Rates rates;
};

inline constexpr common::Instant LEASE = std::chrono::seconds{10};
inline constexpr common::Duration TIME_LIMIT = std::chrono::seconds{10};
inline constexpr common::Instant HEARTBEAT = std::chrono::seconds{2};
/// A worker that ended because its name is taken is started again after this time.
inline constexpr common::Instant NAME_TAKEN_BACKOFF = std::chrono::seconds{30};
/// A step takes 1 ms to this time. On average twelve steps make one heartbeat interval.
inline constexpr int STEP_MS_MAX = 330;
/// The longest pause or delay, in milliseconds. It is longer than a lease, so that others take
/// over.
inline constexpr int AWAY_MS_MAX = 33'000;

}  // namespace tradepit::simulation
