#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/time.h"

namespace tradepit::common {

/// Limits log lines about what peers do, since peers may do it at any rate: at most one line in
/// INTERVAL, with the number of events that it stands for. Not thread-safe.
class LogRateLimiter {
public:
    static constexpr Instant INTERVAL = std::chrono::seconds{1};

    /// Counts one event. @return the number of events since the last line, this one included, when
    /// a line may be written now.
    [[nodiscard]] std::optional<std::uint64_t> count(Instant now);

    /// Counts one event, and logs `what` as a warning when a line may be written.
    void warn(std::string_view what, Instant now);

private:
    std::optional<Instant> written_;
    std::uint64_t since_ = 0;
};

}  // namespace tradepit::common
