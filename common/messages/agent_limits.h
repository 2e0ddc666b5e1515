#pragma once

#include <cstdint>

namespace tradepit::common {

// Bounds of the built-in agents' settings, which query holds a request to and the worker a task.

/// The longest look back, as long as one request for history.
inline constexpr std::int64_t LOOKBACK_MAX = 1'000;
inline constexpr std::int64_t RANDOM_TRADES_MAX = 1'000;
/// The wall time of an attempt.
inline constexpr std::int64_t DELAY_MS_MAX = 600'000;

}  // namespace tradepit::common
