#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/prices/price_import.h"
#include "common/messages/messages.h"

namespace tradepit::cli {

inline constexpr std::size_t SYNTHETIC_SYMBOLS = 100;
inline constexpr std::size_t SYNTHETIC_DAYS = 250;

/// A made-up daily market, for the demo: ten sectors of ten symbols ("TEC01"), 250 weekdays from
/// 2024-01-02. Each price is a geometric random walk, its return the sum of a market's, a sector's
/// and its own part. Integers alone, from std::mt19937_64: the same bars on every machine. By
/// symbol and date.
std::vector<common::WireBar> synthetic_bars(std::uint64_t seed);

/// The name of the market that synthetic prices are of.
inline constexpr const char* SYNTHETIC_MARKET = "synthetic";

/// The made-up market of that seed as an import. @throws UsageError when the config folder has no
/// markets.json that can be read.
PriceBatch synthetic_prices(const std::string& config_dir, std::uint64_t seed);

/// Its first `days` days alone, and of its symbols every `one_in`-th: where a job's size matters
/// and the market does not.
PriceBatch thinned(PriceBatch batch, std::size_t days, std::size_t one_in);

}  // namespace tradepit::cli
