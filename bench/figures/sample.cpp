#include "bench/figures/sample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <spdlog/fmt/fmt.h>

namespace tradepit::bench {

double Sample::quantile(double fraction) const {
    if (values_.empty()) return 0;
    auto ordered = values_;
    std::sort(ordered.begin(), ordered.end());
    const auto rank = std::ceil(fraction * static_cast<double>(ordered.size()));
    const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
    return ordered[std::min(index, ordered.size() - 1)];
}

std::string grouped(double value) {
    auto digits = fmt::format("{:.0f}", value);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

}  // namespace tradepit::bench
