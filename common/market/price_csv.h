#pragma once

#include <string_view>
#include <variant>

#include "common/market/price_collector.h"

namespace tradepit::common {

/// Reads CSV with a header line: date, open, and any of high, low, close, volume, symbol, in any
/// order and case; other columns are ignored, fields may be quoted. Without a symbol column
/// everything belongs to `symbol`.
[[nodiscard]] std::variant<PriceFile, FileFault> read_price_csv(std::string_view text,
                                                                std::string_view symbol);

}  // namespace tradepit::common
