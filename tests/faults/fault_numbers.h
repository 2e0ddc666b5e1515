#pragma once

#include <cstdint>
#include <vector>

namespace tradepit::faults {

/// Whether every fault is tried and not only a sample: TRADEPIT_FAULTS is "all".
[[nodiscard]] bool all_faults();

/// A random sample of `count` numbers from 1 to `last`, ascending. The seed is TRADEPIT_SEED, or a
/// random one; it is printed and recorded with the test.
[[nodiscard]] std::vector<long> sample(long last, std::size_t count);

}  // namespace tradepit::faults
