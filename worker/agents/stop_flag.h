#pragma once

#include <atomic>
#include <chrono>
#include <stdexcept>

namespace tradepit::worker {

/// Thrown through an agent when its lease is stopped. Events that were not sent yet are discarded.
class Stopped : public std::runtime_error {
public:
    Stopped() : std::runtime_error("the lease was stopped") {}
};

/// Asks one lease to stop, and is never lowered again. The worker's loop raises it; the slot's
/// thread and the agent on it watch it.
class StopFlag {
public:
    /// @throws std::system_error when the system is out of descriptors.
    StopFlag();
    ~StopFlag();
    StopFlag(const StopFlag&) = delete;
    StopFlag& operator=(const StopFlag&) = delete;

    /// May be called from any thread; a second call changes nothing.
    void raise();
    [[nodiscard]] bool raised() const { return raised_.load(std::memory_order_acquire); }

    /// Waits until the flag is raised, but no longer than `duration`; does not wait when that is
    /// not above 0.
    /// @return whether the flag is raised.
    bool wait_for(std::chrono::microseconds duration) const;

    /// Readable once the flag is raised, for agents that also wait for a process or a connection.
    /// Do not read from it, so that it stays readable.
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    std::atomic<bool> raised_{false};
    int descriptor_;
};

}  // namespace tradepit::worker
