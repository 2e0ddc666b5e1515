#pragma once

#include <cstdint>
#include <vector>

#include "common/messages/messages.h"

namespace tradepit::cli {

inline constexpr std::size_t SYNTHETIC_SYMBOLS = 100;
inline constexpr std::size_t SYNTHETIC_DAYS = 250;

/// The bars of a made-up daily market, sorted by symbol and date: ten sectors of ten symbols
/// ("TEC01"), 250 weekdays from 2024-01-02. Each price is a geometric random walk whose return is
/// the sum of a market, a sector and a symbol part. The computation uses only integers from
/// std::mt19937_64, so a seed gives the same bars on every machine.
std::vector<common::WireBar> synthetic_bars(std::uint64_t seed);

}  // namespace tradepit::cli
