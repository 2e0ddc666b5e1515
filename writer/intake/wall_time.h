#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tradepit::writer {

/// A point on the wall clock, UTC.
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

/// As it is stored: "2025-10-01T13:30:00.123456Z".
std::string wall_text(WallTime time);

/// Reads that form and no other.
std::optional<WallTime> parse_wall(std::string_view text);

/// From `start` to `end`, for the columns of durations; 0 where the clock was set back.
double seconds_between(WallTime start, WallTime end);

}  // namespace tradepit::writer
