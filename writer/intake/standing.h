#pragma once

#include <cstdint>
#include <optional>

#include "common/accounting/accounting.h"
#include "common/decimal.h"
#include "common/stamp.h"

namespace tradepit::writer {

/// The end of one completed model-day, as `closings` keeps it.
struct Closing {
    common::Stamp date;
    std::int64_t position_id = 0;  ///< the day's last row
    common::Money cash;
    common::Figures figures;
    std::int32_t trades = 0;
    friend bool operator==(const Closing&, const Closing&) = default;
};

/// Where a chain stands after its latest closing, as `standings` keeps it: what leaderboards and
/// running metrics need without reading the days before. Those of its predecessors count.
struct Standing {
    Closing latest;
    std::int32_t days = 0;        ///< completed ones
    std::int64_t trades = 0;      ///< of all of them
    common::Money peak_value;     ///< highest value at a close, what it started with included
    double max_drawdown_pct = 0;  ///< deepest fall below the peak, a positive percentage of it
    /// Returns between consecutive values as fractions: how many, their mean, and the sum of
    /// squared differences from it (Welford, Technometrics 4, 1962).
    std::int64_t returns = 0;
    double returns_mean = 0;
    double returns_m2 = 0;
    /// The first day's value over what the series started with, as a fraction. Nothing where that
    /// was 0, and for a series whose first day is older than schema 3.
    std::optional<double> first_return;
    friend bool operator==(const Standing&, const Standing&) = default;
};

/// The standing after one more day of a series: a chain, and before it those that it goes on from.
/// `before` is nothing on the series' first completed day, whose return stands by itself: whether
/// `initial_value`, which the series started with, is a value that a day led away from is for
/// whoever shows it to say.
[[nodiscard]] Standing next_standing(const std::optional<Standing>& before,
                                     common::Money initial_value, const Closing& closing);

}  // namespace tradepit::writer
