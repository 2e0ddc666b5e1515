#pragma once

#include "common/time.h"

namespace tradepit::cli {

/// Decides when one program that died is started again: at once after the first death, then after a
/// backoff of 100 ms, which doubles up to 1 s. A death after the program has run for STEADY_LIFE
/// counts as the first again.
class RestartPolicy {
public:
    static constexpr common::Duration BACKOFF_FIRST = std::chrono::milliseconds{100};
    static constexpr common::Duration BACKOFF_MAX = std::chrono::seconds{1};
    static constexpr common::Duration STEADY_LIFE = std::chrono::seconds{5};

    /// Notes that the program was started at `now`.
    void started(common::Instant now);
    /// Notes that the program died at `now`. @return when to start it again.
    common::Instant died(common::Instant now);
    /// Deaths since the program last ran for STEADY_LIFE, the one that ended that run included.
    [[nodiscard]] int deaths() const { return deaths_; }

private:
    common::Instant started_{0};
    common::Duration backoff_{0};  ///< before the next start
    int deaths_ = 0;
};

}  // namespace tradepit::cli
