#pragma once

#include <cstdint>

#include "common/time.h"
#include "tests/simulation/random.h"

namespace tradepit::simulation {

/// How often what goes wrong; a probability each.
struct Rates {
    // Of a message.
    double drop = 0;
    double repeat = 0;
    double late = 0;
    double encoded = 0;  ///< not a fault: it travels as a frame
    // In a step.
    double writer_killed = 0;
    double commit_refused = 0;
    double broker_killed = 0;
    double broker_paused = 0;
    double broker_replaced = 0;  ///< while it is paused: it goes on as a ghost
    double worker_killed = 0;
    double worker_paused = 0;
    double worker_drains = 0;
    // Of a model-day's attempt.
    double agent_hangs = 0;
    double agent_fails = 0;
};

/// What a seed decides of a run as a whole.
struct Plan {
    Plan(std::uint64_t seed, Random& random);

    std::uint64_t seed;
    /// Only broker and writer die or pause, and what one says to another arrives in order, as on a
    /// connection: then no attempt is lost either.
    bool calm;
    bool exact;        ///< agents are deterministic, so that the books are known beforehand
    bool poison;       ///< some days kill their worker
    bool reopen;       ///< a writer that starts opens the file anew
    int max_attempts;  ///< of a model-day
    int workers;
    int faulty_steps;
    Rates rates;
};

inline constexpr common::Instant LEASE = std::chrono::seconds{10};
inline constexpr common::Instant TIME_LIMIT = std::chrono::seconds{10};
inline constexpr common::Instant HEARTBEAT = std::chrono::seconds{2};
/// A step of time is 1 ms to this; twelve heartbeats' worth of them on average.
inline constexpr int STEP_MS_MAX = 330;
/// Longer than a lease, so that others take over; in milliseconds.
inline constexpr int AWAY_MS_MAX = 33'000;

}  // namespace tradepit::simulation
