#pragma once

namespace tradepit::common {

/// SIGTERM and SIGINT as a descriptor that a loop polls. Blocked for the whole process, so
/// construct it in main before any thread (ZeroMQ's included) starts. SIGPIPE is ignored.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// Readable when a signal waits.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// Takes the signals that wait, and says how many were ever taken: 1 asks for a drain, 2 for an
    /// end at once.
    int taken();

private:
    int descriptor_;
    int taken_ = 0;
};

}  // namespace tradepit::common
