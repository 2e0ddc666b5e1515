#include "tests/faults/fault_numbers.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace tradepit::faults {

bool all_faults() {
    const char* chosen = std::getenv("TRADEPIT_FAULTS");
    return chosen != nullptr && std::string_view{chosen} == "all";
}

std::vector<long> sample(long last, std::size_t count) {
    const char* given = std::getenv("TRADEPIT_SEED");
    const std::uint32_t seed = given != nullptr
                                   ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10))
                                   : std::random_device{}();
    std::printf("TRADEPIT_SEED=%u\n", seed);
    testing::Test::RecordProperty("seed", std::to_string(seed));
    std::vector<long> numbers(static_cast<std::size_t>(last));
    std::iota(numbers.begin(), numbers.end(), 1L);
    std::vector<long> drawn;
    std::ranges::sample(numbers, std::back_inserter(drawn), static_cast<std::ptrdiff_t>(count),
                        std::mt19937{seed});
    return drawn;
}

}  // namespace tradepit::faults
