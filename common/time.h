#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tradepit::common {

/// A point on a steady clock, in microseconds since an arbitrary origin. Pure code takes it as an
/// argument and never reads a clock.
using Instant = std::chrono::microseconds;
/// A length of time in microseconds.
using Duration = std::chrono::microseconds;

/// A point on the wall clock, UTC, at the resolution at which it is stored.
using UtcTime = std::chrono::sys_time<std::chrono::microseconds>;

/// The form in which times are stored and shown: "2025-10-01T13:30:00.123456Z", always six digits.
[[nodiscard]] std::string utc_text(UtcTime time);

/// Reads the form of utc_text(); nothing for any other text, and for a date that does not exist.
/// Hours, minutes and seconds are not checked for their ranges.
[[nodiscard]] std::optional<UtcTime> parse_utc(std::string_view text);

/// The seconds from `start` to `end`, as the database stores a duration; 0 where the clock was set
/// back in between.
[[nodiscard]] double seconds_between(UtcTime start, UtcTime end);

}  // namespace tradepit::common
