#pragma once

#include "common/time.h"

namespace tradepit::cli {

/// When a program that died is started again: at once the first time, then after 100 ms, doubling
/// up to 1 s, and at once again after a life of STEADY_LIFE.
class RestartPolicy {
public:
    static constexpr common::Instant BACKOFF_FIRST = std::chrono::milliseconds{100};
    static constexpr common::Instant BACKOFF_MAX = std::chrono::seconds{1};
    static constexpr common::Instant STEADY_LIFE = std::chrono::seconds{5};

    void started(common::Instant now);
    /// The program, started before, died at `now`. @return when to start it again.
    common::Instant died(common::Instant now);
    /// Deaths since the last steady life.
    [[nodiscard]] int deaths() const { return deaths_; }

private:
    common::Instant started_{0};
    common::Instant backoff_{0};
    int deaths_ = 0;
};

}  // namespace tradepit::cli
