#pragma once

#include <cstdint>

namespace tradepit::worker {

/// A number for this boot of the worker, from the system's source of randomness: never 0, and never
/// the same twice as far as chance goes. @throws std::exception when the system has none to give.
std::uint64_t draw_nonce();

}  // namespace tradepit::worker
