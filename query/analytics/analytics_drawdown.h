#pragma once

#include <optional>

#include "common/stamp.h"
#include "query/analytics/track.h"

namespace tradepit::query {

/// The deepest fall below the highest value so far; of equally deep falls, the first.
struct Drawdown {
    /// The fall as a positive percentage of the peak; 0 where the value never fell.
    double pct = 0;
    /// The last date at the peak before the fall; null where the value never fell.
    std::optional<common::Stamp> peak = {};
    /// The first date of the lowest value of this fall; null where the value never fell.
    std::optional<common::Stamp> trough = {};
    /// The first date after the trough at the peak or above; null where there is none.
    std::optional<common::Stamp> recovery = {};
};

/// The drawdown of the opening and the days after it. The opening is the first point, so that a
/// loss on the first day counts. Null where no value is above 0. Pure.
[[nodiscard]] std::optional<Drawdown> max_drawdown(const ValuePoint& opening,
                                                   const std::vector<ValuePoint>& days);

}  // namespace tradepit::query
