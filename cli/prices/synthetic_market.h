#pragma once

#include <cstdint>
#include <string>

#include "cli/prices/price_import.h"

namespace tradepit::cli {

/// The name of the market to which the synthetic prices belong.
inline constexpr const char* SYNTHETIC_MARKET = "synthetic";

/// The synthetic bars of a seed, ready to be imported. @throws UsageError when markets.json of the
/// config folder cannot be read.
PriceBatch synthetic_prices(const std::string& config_dir, std::uint64_t seed);

/// Reduces `batch`, which must come from synthetic_prices(), to its first `days` days and every
/// `one_in`-th symbol.
PriceBatch thinned(PriceBatch batch, std::size_t days, std::size_t one_in);

}  // namespace tradepit::cli
