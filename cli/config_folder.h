#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/market/market_rules.h"

namespace tradepit::cli {

/// Reads the config that the CONFIG argument of a command names: the file `name`, else (for a
/// relative name) the file of that name in the config folder.
/// @throws UsageError when there is no such file, or it cannot be read, has more than
/// CONFIG_BYTES_MAX bytes, or is not a JSON object.
nlohmann::json read_config(const std::string& name, const std::string& config_dir);

/// Reads markets.json of the config folder. @throws UsageError when it cannot be read or is
/// invalid.
std::vector<common::MarketRules> read_markets(const std::string& config_dir);

}  // namespace tradepit::cli
