#include "common/process/log_rate_limiter.h"

#include <utility>

namespace tradepit::common {

std::optional<std::uint64_t> LogRateLimiter::count(Instant now) {
    ++since_last_line_;
    if (last_line_ && now < *last_line_ + INTERVAL) return std::nullopt;
    last_line_ = now;
    return std::exchange(since_last_line_, 0);
}

}  // namespace tradepit::common
