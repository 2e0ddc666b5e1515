#pragma once

#include <optional>

#include "common/market/valuation.h"
#include "common/schema/sql.h"
#include "common/schema/stored_values.h"

namespace tradepit::common {

/// A symbol's last bar up to a date, in a price set. The parameters are the market, the symbol, the
/// date and the number of the set.
inline constexpr const char* SELECT_LAST_BAR =
    "SELECT date, open, close FROM prices WHERE market = ? AND symbol = ? AND date <= ? "
    "AND price_set <= ? ORDER BY date DESC, price_set DESC LIMIT 1";

/// What one unit of a symbol is worth on `date` (market/valuation.h); nothing where it has no bar
/// up to that date. @param bar the rows of SELECT_LAST_BAR for that symbol and date
[[nodiscard]] inline std::optional<Price> value_at_open(Stamp date, Rows bar) {
    if (!bar.next()) return std::nullopt;
    return value_at_open(date, stamp_of(bar.text(0)), price_of(bar[1]), optional_price_of(bar[2]));
}

}  // namespace tradepit::common
