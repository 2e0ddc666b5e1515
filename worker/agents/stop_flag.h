#pragma once

#include <atomic>
#include <chrono>
#include <stdexcept>

namespace tradepit::worker {

/// Thrown through an agent when its lease was stopped; nothing that it would still say counts.
class Stopped : public std::runtime_error {
public:
    Stopped() : std::runtime_error("the lease was stopped") {}
};

/// Asks one lease to stop, for good. Raised by the worker's loop, watched by the slot's thread and
/// by the agent in it.
class StopFlag {
public:
    /// @throws std::system_error when the system is out of descriptors.
    StopFlag();
    ~StopFlag();
    StopFlag(const StopFlag&) = delete;
    StopFlag& operator=(const StopFlag&) = delete;

    /// Any thread; a second time changes nothing.
    void raise();
    [[nodiscard]] bool raised() const { return raised_.load(std::memory_order_acquire); }

    /// Waits until the flag is raised, `duration` at most (not above 0: does not wait).
    /// @return whether it is raised.
    bool wait_for(std::chrono::microseconds duration) const;

    /// Readable once the flag is raised: for agents that wait for a process or a connection too.
    /// Never to be read from, so that it stays readable.
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    std::atomic<bool> raised_{false};
    int descriptor_;
};

}  // namespace tradepit::worker
