#pragma once

#include <string_view>
#include <variant>

#include "common/market/price_collector.h"

namespace tradepit::common {

/// Reads CSV with a header line: date (or datetime, timestamp), open, and any of high, low, close,
/// volume, symbol (or ticker), in any order and case. Other columns are ignored. Fields may be
/// quoted, but must not span lines. Without a symbol column every row belongs to `symbol`. The
/// faults are those of the first line at fault, or of PriceCollector::finish().
[[nodiscard]] std::variant<PriceFile, FileFault> read_price_csv(std::string_view text,
                                                                std::string_view symbol);

}  // namespace tradepit::common
