#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/market/price_collector.h"

namespace tradepit::common {

/// Reads one JSON document of one symbol: {"Meta Data": {"2. Symbol": …, "5. Time Zone": …},
/// "Time Series (Daily)" or "(60min)": {stamp: {"1. buy price" or "1. open": …, …}}}, keys in any
/// order, numbers as numbers or strings. The text says what is wrong.
[[nodiscard]] std::optional<std::string> read_price_series(std::string_view json, int64_t line,
                                                           PriceCollector& collector);

}  // namespace tradepit::common
