#pragma once

#include <optional>

#include "common/stamp.h"
#include "query/analytics/track.h"

namespace tradepit::query {

/// The deepest fall below the highest value so far, of equal ones the first.
struct Drawdown {
    /// Of the peak, a positive percentage; 0 where the value never fell.
    double pct = 0;
    /// When the value was at the peak for the last time before it fell; null where it never fell.
    std::optional<common::Stamp> peak = {};
    /// When it was lowest.
    std::optional<common::Stamp> trough = {};
    /// When it was back at the peak or above it; null where it has not been.
    std::optional<common::Stamp> recovery = {};
};

/// The opening is the first point, so that a loss on the first day counts. Null where no value is
/// above 0. Pure.
[[nodiscard]] std::optional<Drawdown> max_drawdown(const Worth& opening,
                                                   const std::vector<Worth>& days);

}  // namespace tradepit::query
