#pragma once

#include <filesystem>
#include <string>

namespace tradepit {

/// Writes a CSV of five symbols over `days` weekdays from 2024-01-01 on, prices that move by whole
/// cents in a fixed pattern; enough for strategies to trade on.
void write_small_market(const std::filesystem::path& file, int days);

/// A config over that market: momentum, mean reversion, random, equal weight and buy-and-hold, with
/// `extra` (JSON objects, each followed by a comma) before them.
void write_small_config(const std::filesystem::path& file, const std::string& extra = "");

}  // namespace tradepit
