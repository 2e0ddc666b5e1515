#pragma once

#include "common/time.h"

namespace tradepit::common {

/// Now on the steady clock: for leases, timeouts and rates. Any thread.
Instant steady_now();

/// Now on the wall clock. Any thread.
UtcTime utc_now();

}  // namespace tradepit::common
