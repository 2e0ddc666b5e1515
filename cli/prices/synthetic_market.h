#pragma once

#include <cstdint>
#include <string>

#include "cli/prices/price_import.h"

namespace tradepit::cli {

/// The name of the market that synthetic prices are of.
inline constexpr const char* SYNTHETIC_MARKET = "synthetic";

/// The made-up market of that seed as an import. @throws UsageError when the config folder has no
/// markets.json that can be read.
PriceBatch synthetic_prices(const std::string& config_dir, std::uint64_t seed);

/// Its first `days` days alone, and of its symbols every `one_in`-th: where a job's size matters
/// and the market does not.
PriceBatch thinned(PriceBatch batch, std::size_t days, std::size_t one_in);

}  // namespace tradepit::cli
