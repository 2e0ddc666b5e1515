#pragma once

#include <chrono>

namespace tradepit::common {

/// A point on a steady clock, as the time since an origin that means nothing. Cores take it as an
/// argument and never ask for it.
using Instant = std::chrono::microseconds;

}  // namespace tradepit::common
