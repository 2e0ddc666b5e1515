#include "common/process/log_rate_limiter.h"

#include <utility>

#include <spdlog/spdlog.h>

namespace tradepit::common {

std::optional<std::uint64_t> LogRateLimiter::count(Instant now) {
    ++since_;
    if (written_ && now < *written_ + INTERVAL) return std::nullopt;
    written_ = now;
    return std::exchange(since_, 0);
}

void LogRateLimiter::warn(std::string_view what, Instant now) {
    if (const auto many = count(now)) spdlog::warn("{} ({} since the last such line)", what, *many);
}

}  // namespace tradepit::common
