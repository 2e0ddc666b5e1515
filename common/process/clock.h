#pragma once

#include <chrono>
#include <string>

#include "common/instant.h"

namespace tradepit::common {

/// Now on the steady clock: for leases, timeouts and rates. Any thread.
Instant steady_now();

/// Now on the wall clock as it is stored and shown: "2025-10-01T13:30:00.123456Z", UTC, always six
/// digits. Any thread.
std::string utc_now();

/// Another time on that clock, in the same form.
std::string utc_text(std::chrono::system_clock::time_point time);

}  // namespace tradepit::common
