#pragma once

#include <cstdint>
#include <vector>

namespace tradepit::faults {

/// Whether TRADEPIT_FAULTS=all: every fault is tried, and not a sample.
[[nodiscard]] bool all_faults();

/// `count` of the numbers 1 to `last`, drawn by TRADEPIT_SEED, or by a seed of chance that is
/// recorded with the test; ascending.
[[nodiscard]] std::vector<long> sample(long last, std::size_t count);

}  // namespace tradepit::faults
