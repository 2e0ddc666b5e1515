#include "cli/display/progress.h"

#include <algorithm>
#include <cmath>

#include <spdlog/fmt/fmt.h>

#include "cli/display/table.h"

namespace tradepit::cli {

using common::Duration;
using common::Instant;

namespace {

/// The least time between two samples, which bounds their number.
constexpr Duration SAMPLE_AFTER = std::chrono::milliseconds{250};

}  // namespace

ProgressFigures Progress::seen(std::int64_t done, std::int64_t total, Instant now) {
    if (samples_.empty() || now - samples_.back().at >= SAMPLE_AFTER)
        samples_.push_back({now, done});
    // The oldest sample is kept until the one after it is as old as the window.
    while (samples_.size() > 2 && now - samples_[1].at >= RATE_WINDOW) samples_.pop_front();

    ProgressFigures figures{.done = done, .total = total};
    if (total > 0)
        figures.percent = static_cast<int>(std::clamp<std::int64_t>(done * 100 / total, 0, 100));
    const auto elapsed = std::chrono::duration<double>(now - samples_.front().at).count();
    const auto gained = static_cast<double>(done - samples_.front().done);
    if (elapsed > 0 && gained > 0) {
        figures.per_second = gained / elapsed;
        const auto left = static_cast<double>(std::max<std::int64_t>(total - done, 0));
        figures.seconds_left = static_cast<std::int64_t>(std::ceil(left / figures.per_second));
    }
    return figures;
}

bool StallDetector::seen(std::int64_t done, Instant now) {
    if (done != done_) since_ = now;
    done_ = done;
    return now - since_ >= STALLED_AFTER;
}

std::string progress_text(const ProgressFigures& figures, std::size_t bar_width) {
    const auto filled = bar_width * static_cast<std::size_t>(figures.percent) / 100;
    std::string text;
    for (std::size_t i = 0; i < bar_width; ++i) text += i < filled ? "█" : "░";
    text += fmt::format("{}{:>3}% {}/{}", bar_width > 0 ? " " : "", figures.percent,
                        grouped(figures.done), grouped(figures.total));
    if (figures.per_second > 0)
        text += fmt::format(", {}/s", grouped_decimal(figures.per_second, 1));
    if (figures.seconds_left && figures.done < figures.total)
        text += ", " + duration_text(*figures.seconds_left) + " left";
    return text;
}

std::string duration_text(std::int64_t seconds) {
    if (seconds < 60) return fmt::format("{} s", seconds);
    if (seconds < 3'600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
    return fmt::format("{} h {} min", seconds / 3'600, seconds % 3'600 / 60);
}

bool LinePace::due(Instant now) {
    if (last_ && now - *last_ < LINES_APART) return false;
    last_ = now;
    return true;
}

}  // namespace tradepit::cli
