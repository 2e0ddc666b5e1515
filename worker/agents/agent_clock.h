#pragma once

#include <atomic>
#include <cstdint>

#include "common/time.h"

namespace tradepit::worker {

/// Measures the agent's own time in the day that runs, without its waits for the pipeline. The
/// slot's thread starts and pauses it; any thread may read it.
class AgentClock {
public:
    void reset() { state_.store(0, std::memory_order_relaxed); }
    void start(common::Instant now) { state_.store(now.count() - total(now).count() + 1); }
    void pause(common::Instant now) { state_.store(-total(now).count()); }

    [[nodiscard]] bool running() const { return state_.load() > 0; }
    [[nodiscard]] common::Duration total(common::Instant now) const {
        const std::int64_t state = state_.load();
        return common::Instant{state > 0 ? now.count() - (state - 1) : -state};
    }

private:
    /// Above 0 while the clock runs: one more than the time at which it would have started without
    /// pauses. Else the negated total so far.
    std::atomic<std::int64_t> state_{0};
};

}  // namespace tradepit::worker
