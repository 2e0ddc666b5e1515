#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "common/time.h"

namespace tradepit::cli {

/// The progress of a task at one moment.
struct ProgressFigures {
    std::int64_t done = 0;
    std::int64_t total = 0;
    int percent = 0;        ///< rounded down, so that 100 means all; at most 100
    double per_second = 0;  ///< over the last Progress::RATE_WINDOW; 0 when `done` did not grow
    std::optional<std::int64_t> seconds_left{};  ///< nothing while per_second is 0
};

/// Computes the rate and the time left of a task from its counts and the times at which they came.
class Progress {
public:
    static constexpr common::Duration RATE_WINDOW = std::chrono::seconds{10};

    /// Takes a new count. `now` must not be earlier than in the call before. @return the progress.
    ProgressFigures seen(std::int64_t done, std::int64_t total, common::Instant now);

private:
    struct Sample {
        common::Instant at;
        std::int64_t done;
    };
    std::deque<Sample> samples_;
};

/// Detects a stall: a count that has not changed for STALLED_AFTER.
class StallDetector {
public:
    static constexpr common::Duration STALLED_AFTER = std::chrono::seconds{3};

    /// Takes a new count. @return whether the count has been the same for STALLED_AFTER.
    bool seen(std::int64_t done, common::Instant now);

private:
    std::int64_t done_ = -1;
    common::Instant since_{};
};

/// "█████░░░░░  50% 1,250/2,500, 310.0/s, 4 s left". The bar has `bar_width` characters; 0 leaves
/// it out.
std::string progress_text(const ProgressFigures& figures, std::size_t bar_width);

/// "4 s", "2 min 5 s", "1 h 3 min".
std::string duration_text(std::int64_t seconds);

/// Limits the lines of progress to one a second where a line cannot be redrawn.
class LinePace {
public:
    static constexpr common::Duration LINES_APART = std::chrono::seconds{1};
    /// Asks for a line at `now`. @return whether it may be printed; if so, the next one may be from
    /// LINES_APART later on.
    bool due(common::Instant now);

private:
    std::optional<common::Instant> last_;
};

}  // namespace tradepit::cli
