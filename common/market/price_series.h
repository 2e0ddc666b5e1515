#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/market/price_collector.h"

namespace tradepit::common {

/// Adds the bars of one JSON document, which is about one symbol, to the collector: {"Meta Data":
/// {"2. Symbol": …, "5. Time Zone": …}, "Time Series (Daily)" or "(60min)": {stamp: {"1. buy price"
/// or "1. open": …, …}}}, with keys in any order, and numbers as numbers or strings. `line` is the
/// document's line in its file, 0 where it spans many. Returns what is wrong, or nothing.
[[nodiscard]] std::optional<std::string> read_price_series(std::string_view json, int64_t line,
                                                           PriceCollector& collector);

}  // namespace tradepit::common
