#pragma once

#include <cstdint>

namespace tradepit::common {

/// Draws the number of this boot of a program from the system's source of randomness. It is never
/// 0, and with near certainty never the same twice. @throws std::exception when the system has no
/// such source.
std::uint64_t draw_nonce();

}  // namespace tradepit::common
