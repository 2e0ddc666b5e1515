#pragma once

#include <cstdint>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

inline constexpr common::Instant RETRY_DELAY_FIRST = std::chrono::seconds{1};
inline constexpr common::Instant RETRY_DELAY_MAX = std::chrono::seconds{60};

/// How long a model-day waits after its attempt `failed` failed transiently: 1 s after the first
/// started attempt, doubling to 60 s, less up to a quarter of it. What is taken off follows from
/// the ids alone, so that days that failed together come back apart, and every broker decides the
/// same. `started` counts the day's started attempts; below 1 reads as 1.
common::Instant retry_delay(const common::AttemptKey& failed, std::int32_t started);

}  // namespace tradepit::broker
