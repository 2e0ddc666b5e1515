#include "common/process/clock.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace tradepit::common {

Instant steady_now() {
    return std::chrono::duration_cast<Instant>(std::chrono::steady_clock::now().time_since_epoch());
}

std::string utc_now() { return utc_text(std::chrono::system_clock::now()); }

std::string utc_text(std::chrono::system_clock::time_point at) {
    const auto since_epoch = at.time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
    const auto rest = std::chrono::floor<std::chrono::microseconds>(since_epoch - seconds);
    const std::time_t time = seconds.count();
    std::tm utc{};
    gmtime_r(&time, &utc);
    std::array<char, 40> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    std::snprintf(text.data() + length, text.size() - length, ".%06dZ",
                  static_cast<int>(rest.count()));
    return text.data();
}

}  // namespace tradepit::common
