#include "common/process/log_rate_limiter.h"

#include <utility>

#include <spdlog/spdlog.h>

namespace tradepit::common {

std::optional<std::uint64_t> LogRateLimiter::count(Instant now) {
    ++since_last_line_;
    if (last_line_ && now < *last_line_ + INTERVAL) return std::nullopt;
    last_line_ = now;
    return std::exchange(since_last_line_, 0);
}

void LogRateLimiter::warn(std::string_view what, Instant now) {
    if (const auto events = count(now))
        spdlog::warn("{} ({} since the last such line)", what, *events);
}

}  // namespace tradepit::common
