#pragma once

#include <cstdint>

namespace tradepit::common {

/// Draws a number by which a start of a program is told from its other starts. It comes from the
/// system's source of randomness. It is never 0, and with near certainty never the same twice.
/// @throws std::exception when the system has no such source.
std::uint64_t draw_nonce();

}  // namespace tradepit::common
