#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/market/market_rules.h"

namespace tradepit::common {

/// Reads config/markets.json: `{"markets": [{"name": …, …}, …]}`. Every field but the name is
/// optional; unknown fields and repeated names are refused. A string is the first fault. It names
/// the entry, by its index, and the field, where one is at fault.
[[nodiscard]] std::variant<std::vector<MarketRules>, std::string> parse_markets(
    std::string_view json);

/// Reads one entry, as to_json() writes it. A string is the first fault.
[[nodiscard]] std::variant<MarketRules, std::string> parse_rules(std::string_view json);

/// One entry as a JSON object on one line: every field in the order of the struct, but
/// price_decimals last, and only where it is not the default.
[[nodiscard]] std::string to_json(const MarketRules& rules);
/// The rules that a market or a job has in the database; the defaults of MarketRules where their
/// text cannot be read.
[[nodiscard]] MarketRules stored_rules(const std::string& json);

}  // namespace tradepit::common
