#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/market/market_rules.h"

namespace tradepit::common {

/// Reads config/markets.json: `{"markets": [{"name": …, …}, …]}`. Every field but the name is
/// optional; unknown fields and repeated names are refused. The alternative says what is wrong, and
/// names entry, field, value and rule.
[[nodiscard]] std::variant<std::vector<MarketRules>, std::string> parse_markets(
    std::string_view json);

/// Reads one entry, as to_json writes it.
[[nodiscard]] std::variant<MarketRules, std::string> parse_rules(std::string_view json);

/// One entry as a JSON object on one line, every field in the order of the struct.
[[nodiscard]] std::string to_json(const MarketRules& rules);

}  // namespace tradepit::common
