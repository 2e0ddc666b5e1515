#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/market/market_rules.h"

namespace tradepit::cli {

/// The whole file. @throws UsageError naming `what` ("CONFIG") and the file when it cannot be read
/// or has more than `bytes_max`.
std::string read_text(const std::filesystem::path& file, const std::string& what,
                      std::size_t bytes_max);

/// CONFIG of a command: a file here, else of that name in the config folder.
/// @throws UsageError when it is in neither, too large, or not a JSON object (with line and
/// reason).
nlohmann::json read_config(const std::string& name, const std::string& config_dir);

/// markets.json of the config folder. @throws UsageError.
std::vector<common::MarketRules> read_markets(const std::string& config_dir);

}  // namespace tradepit::cli
