#pragma once

namespace tradepit::common {

/// Delivers SIGTERM and SIGINT by a descriptor that a loop polls. The constructor blocks the
/// signals in the calling thread and in threads that it starts later. So a StopSignals is made in
/// main before any thread starts, ZeroMQ's included. From then on SIGPIPE is ignored.
class StopSignals {
public:
    /// @throws std::system_error when no descriptor can be made.
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// Readable while a signal is pending.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// Takes the pending signals, and returns how many were taken since the construction: 1 asks
    /// for a drain, 2 or more for an end at once. Signals of one kind that are pending together
    /// count once.
    int taken();

private:
    int descriptor_;
    int taken_ = 0;  ///< signals
};

}  // namespace tradepit::common
