#pragma once

#include <optional>

#include "common/price.h"
#include "common/stamp.h"

namespace tradepit::common {

/// What one unit of a holding is worth on a date: the open of that date's bar. Without such a bar
/// it is the close of the last bar before the date, or that bar's open where its close is missing.
/// Without any bar up to the date there is no value, and the caller does not call this function.
/// Accounting, imports and queries all follow this rule.
///
/// @param last the date of the last bar up to `date`; `open` and `close` are those of that bar.
[[nodiscard]] inline Price value_at_open(Stamp date, Stamp last, Price open,
                                         const std::optional<Price>& close) {
    return last == date ? open : close.value_or(open);
}

}  // namespace tradepit::common
