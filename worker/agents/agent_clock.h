#pragma once

#include <atomic>
#include <cstdint>

#include "common/time.h"

namespace tradepit::worker {

/// Measures the agent's own time in the day that runs, without its waits for the pipeline. The
/// slot's thread resets, starts and pauses it; any thread may read it. `now` is the time by the
/// steady clock.
class AgentClock {
public:
    /// Stops the clock at 0, for the next day.
    void reset() { state_.store(0, std::memory_order_relaxed); }
    /// Goes on from the total so far.
    void start(common::Instant now) { state_.store(now.count() - total(now).count() + 1); }
    void pause(common::Instant now) { state_.store(-total(now).count()); }

    [[nodiscard]] bool running() const { return state_.load() > 0; }
    /// The agent's own time since reset().
    [[nodiscard]] common::Duration total(common::Instant now) const {
        const std::int64_t state = state_.load();
        return common::Duration{state > 0 ? now.count() - (state - 1) : -state};
    }

private:
    /// While the clock runs: the time of the start less the total before it, plus 1, so that it is
    /// above 0. While it is paused: minus the total so far.
    std::atomic<std::int64_t> state_{0};
};

}  // namespace tradepit::worker
