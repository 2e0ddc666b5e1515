#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/prices/price_import.h"
#include "common/messages/messages.h"

namespace tradepit::cli {

inline constexpr std::size_t SYNTHETIC_SYMBOLS = 100;
inline constexpr std::size_t SYNTHETIC_DAYS = 250;  ///< each symbol has a bar on every one

/// The bars of a made-up daily market, sorted by symbol and date: ten sectors of ten symbols
/// ("TEC01"), 250 weekdays from 2024-01-02. Each price is a geometric random walk. Its return from
/// open to close is the sum of a market, a sector and a symbol part; its return from a close to the
/// next open is drawn alone. The computation uses only integers from std::mt19937_64, so a seed
/// gives the same bars on every machine.
std::vector<common::WireBar> synthetic_bars(std::uint64_t seed);

/// The name of the market to which the synthetic prices belong.
inline constexpr const char* SYNTHETIC_MARKET = "synthetic";

/// The synthetic bars of a seed, ready to be imported. @throws UsageError when markets.json of the
/// config folder cannot be read.
PriceFileContent synthetic_prices(const std::string& config_dir, std::uint64_t seed);

/// Reduces `content`, which must come from synthetic_prices(), to its first `days` days and to one
/// in `one_in` (above 0) symbols: the first, and every `one_in`-th after it.
PriceFileContent thinned(PriceFileContent content, std::size_t days, std::size_t one_in);

}  // namespace tradepit::cli
