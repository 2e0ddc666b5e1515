#pragma once

#include <cstdint>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

inline constexpr common::Instant RETRY_DELAY_FIRST = std::chrono::seconds{1};
inline constexpr common::Duration RETRY_DELAY_MAX = std::chrono::seconds{60};

/// How long a model-day waits after its attempt `failed` failed transiently: 1 s after the first
/// started attempt, doubling to 60 s, minus a jitter of up to a quarter. The jitter follows from
/// the ids alone, so that days that failed together are retried at different times and every broker
/// computes the same delay. `started` counts the day's started attempts; a value below 1 counts as
/// 1.
common::Duration retry_delay(const common::AttemptKey& failed, std::int32_t started);

}  // namespace tradepit::broker
