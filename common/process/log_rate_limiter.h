#pragma once

#include <cstdint>
#include <optional>

#include "common/time.h"

namespace tradepit::common {

/// Limits log lines about one kind of event that may come at any rate: at most one line in
/// INTERVAL, with the number of events that it stands for. Lines about what peers send go through
/// Complaints. Not thread-safe.
class LogRateLimiter {
public:
    static constexpr Duration INTERVAL = std::chrono::seconds{1};

    /// Counts one event. When a line may be written now, returns the number of events since the
    /// last line, this one included; the caller then writes the line. Else returns nothing.
    [[nodiscard]] std::optional<std::uint64_t> count(Instant now);

private:
    std::optional<Instant> last_line_;   ///< when it was written
    std::uint64_t since_last_line_ = 0;  ///< events
};

}  // namespace tradepit::common
