#pragma once

namespace tradepit::common {

/// Delivers SIGTERM and SIGINT by a descriptor that a loop polls. The signals are blocked in the
/// calling thread and in threads that it starts later, so construct this in main before any thread
/// (ZeroMQ's included) starts. SIGPIPE is ignored from then on.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// Readable while a signal is pending.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// Takes the pending signals, and returns how many were taken in all: 1 asks for a drain, 2 for
    /// an end at once.
    int taken();

private:
    int descriptor_;
    int taken_ = 0;
};

}  // namespace tradepit::common
