#include "bench/figures/grouped.h"

#include <cstddef>

#include <spdlog/fmt/fmt.h>

namespace tradepit::bench {

std::string grouped(double value) {
    auto digits = fmt::format("{:.0f}", value);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

}  // namespace tradepit::bench
