#pragma once

#include <cstdint>
#include <vector>

#include "common/messages/messages.h"

namespace tradepit::cli {

inline constexpr std::size_t SYNTHETIC_SYMBOLS = 100;
inline constexpr std::size_t SYNTHETIC_DAYS = 250;

/// A made-up daily market, for the demo: ten sectors of ten symbols ("TEC01"), 250 weekdays from
/// 2024-01-02. Each price is a geometric random walk, its return the sum of a market's, a sector's
/// and its own part. Integers alone, from std::mt19937_64: the same bars on every machine. By
/// symbol and date.
std::vector<common::WireBar> synthetic_bars(std::uint64_t seed);

}  // namespace tradepit::cli
