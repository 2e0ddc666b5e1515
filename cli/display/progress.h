#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "common/time.h"

namespace tradepit::cli {

struct ProgressFigures {
    std::int64_t done = 0;
    std::int64_t total = 0;
    int percent = 0;        ///< rounded down, so that 100 means all
    double per_second = 0;  ///< over the last RATE_WINDOW
    std::optional<std::int64_t> seconds_left{};
};

/// How far something is and how fast it goes, from what is seen of it and when.
class Progress {
public:
    static constexpr common::Instant RATE_WINDOW = std::chrono::seconds{10};

    ProgressFigures seen(std::int64_t done, std::int64_t total, common::Instant now);

private:
    struct Sample {
        common::Instant at;
        std::int64_t done;
    };
    std::deque<Sample> samples_;
};

/// Whether what is seen has stood still for long enough to ask why.
class Stillness {
public:
    static constexpr common::Instant AFTER = std::chrono::seconds{3};

    bool seen(std::int64_t done, common::Instant now);

private:
    std::int64_t done_ = -1;
    common::Instant since_{};
};

/// "█████░░░░░  50% 1,250/2,500, 310.0/s, 4 s left", the bar `cells` wide.
std::string progress_text(const ProgressFigures& figures, std::size_t cells);

/// "4 s", "2 min 5 s", "1 h 3 min".
std::string duration_text(std::int64_t seconds);

/// When a line of progress is printed where lines cannot be redrawn: at most one a second.
class LinePace {
public:
    static constexpr common::Instant BETWEEN = std::chrono::seconds{1};
    bool due(common::Instant now);

private:
    std::optional<common::Instant> last_;
};

}  // namespace tradepit::cli
