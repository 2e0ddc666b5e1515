#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/instant.h"

namespace tradepit::common {

/// Log lines about what others do, which they may do at any rate: one line in INTERVAL at most,
/// with how many it stands for. Not for several threads.
class Complaints {
public:
    static constexpr Instant INTERVAL = std::chrono::seconds{1};

    /// Counts one more. @return how many there were since the last line, this one included, when a
    /// line may be written now.
    [[nodiscard]] std::optional<std::uint64_t> count(Instant now);

    /// Counts one, and logs `what` as a warning when a line may be written.
    void warn(std::string_view what, Instant now);

private:
    std::optional<Instant> said_;
    std::uint64_t since_ = 0;
};

}  // namespace tradepit::common
