#include "common/process/clock.h"

#include <chrono>

namespace tradepit::common {

Instant steady_now() {
    return std::chrono::duration_cast<Instant>(std::chrono::steady_clock::now().time_since_epoch());
}

UtcTime utc_now() {
    return std::chrono::floor<UtcTime::duration>(std::chrono::system_clock::now());
}

}  // namespace tradepit::common
