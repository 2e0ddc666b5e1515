#pragma once

#include <filesystem>
#include <string>

namespace tradepit {

/// Writes a CSV with five symbols over `days` weekdays from 2024-01-01 on. The prices move by whole
/// cents in a fixed pattern, so that strategies trade.
void write_small_market(const std::filesystem::path& file, int days);

/// Writes a config for the market "small" with the models momentum, mean reversion, random, equal
/// weight and buy-and-hold. `extra` is put before them: JSON objects of models, each followed by a
/// comma.
void write_small_config(const std::filesystem::path& file, const std::string& extra = "");

}  // namespace tradepit
