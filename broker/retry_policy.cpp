#include "broker/retry_policy.h"

#include <algorithm>

#include "common/splitmix.h"

namespace tradepit::broker {

namespace {

/// With more doublings the delay is RETRY_DELAY_MAX anyway.
constexpr std::int32_t DOUBLINGS_MAX = 10;

using common::mixed;

std::uint64_t hash_of(const common::AttemptKey& key) {
    auto hash = mixed(static_cast<std::uint64_t>(key.chain));
    hash = mixed(hash ^ static_cast<std::uint32_t>(key.date.days()));
    hash = mixed(hash ^ static_cast<std::uint32_t>(key.date.second_of_day()));
    return mixed(hash ^ static_cast<std::uint32_t>(key.attempt));
}

}  // namespace

common::Duration retry_delay(const common::AttemptKey& failed, std::int32_t attempts_spent) {
    const auto doublings = std::clamp(attempts_spent - 1, 0, DOUBLINGS_MAX);
    const auto whole = std::min(RETRY_DELAY_FIRST * (1 << doublings), RETRY_DELAY_MAX);
    const auto jitter_max = static_cast<std::uint64_t>(whole.count() / 4);
    return whole - common::Duration{static_cast<std::int64_t>(hash_of(failed) % (jitter_max + 1))};
}

}  // namespace tradepit::broker
