#include "common/process/complaints.h"

#include <utility>

#include <spdlog/spdlog.h>

namespace tradepit::common {

std::optional<std::uint64_t> Complaints::count(Instant now) {
    ++since_;
    if (said_ && now < *said_ + INTERVAL) return std::nullopt;
    said_ = now;
    return std::exchange(since_, 0);
}

void Complaints::warn(std::string_view what, Instant now) {
    if (const auto many = count(now)) spdlog::warn("{} ({} such since the last line)", what, *many);
}

}  // namespace tradepit::common
