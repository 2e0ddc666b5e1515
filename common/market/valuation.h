#pragma once

#include <optional>

#include "common/decimal.h"
#include "common/stamp.h"

namespace tradepit::common {

/// What one unit of a holding is worth on a date. The one rule of books, imports and readers:
/// the open of that date's bar; without one the close of the last bar before it, or that bar's open
/// where its close is missing. Without any bar up to the date there is no value.
///
/// @param last the date of the last bar up to `date`, with its open and close.
[[nodiscard]] inline Money value_at_open(Stamp date, Stamp last, Money open,
                                         const std::optional<Money>& close) {
    return last == date ? open : close.value_or(open);
}

}  // namespace tradepit::common
