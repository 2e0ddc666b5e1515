#pragma once

#include <cstdint>

namespace tradepit::worker {

/// A random number for this boot of the worker, from the system's source of randomness. It is never
/// 0, and two boots do not draw the same in practice. @throws std::exception when the system has
/// no randomness to give.
std::uint64_t draw_nonce();

}  // namespace tradepit::worker
