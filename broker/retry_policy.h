#pragma once

#include <cstdint>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

inline constexpr common::Duration RETRY_DELAY_FIRST = std::chrono::seconds{1};
inline constexpr common::Duration RETRY_DELAY_MAX = std::chrono::seconds{60};

/// How long a model-day waits after its attempt `failed` failed transiently or was refused: 1 s
/// where `attempts_spent` is 1, doubling with each further one up to 60 s, minus a jitter of up to
/// a quarter. The jitter is computed from `failed` alone, so that days that failed together are
/// retried at different times and every broker computes the same delay. `attempts_spent` is as in
/// DayAttempt; it is 0 where no attempt has started (sent a batch), and then counts as 1.
common::Duration retry_delay(const common::AttemptKey& failed, std::int32_t attempts_spent);

}  // namespace tradepit::broker
