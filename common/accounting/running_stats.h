#pragma once

#include <cstdint>
#include <optional>

#include "common/accounting/accounting.h"
#include "common/decimal.h"
#include "common/stamp.h"

namespace tradepit::common {

/// The end of one completed model-day: a row of `closings`.
struct Closing {
    Stamp date;
    std::int64_t position_id = 0;  ///< the day's last row
    Money cash = {};
    Figures figures = {};
    std::int32_t trades = 0;
    friend bool operator==(const Closing&, const Closing&) = default;
};

/// The running statistics of a chain after its latest closing: what leaderboards and metrics need
/// without reading the days before. The days of the chain's predecessors count.
struct RunningStats {
    Closing latest;
    std::int32_t days = 0;        ///< completed ones
    std::int64_t trades = 0;      ///< of all of them
    Money peak_value;             ///< highest value at a close, what it started with included
    double max_drawdown_pct = 0;  ///< deepest fall below the peak, a positive percentage of it
    /// Returns between consecutive values as fractions: how many, their mean, and the sum of
    /// squared differences from it (Welford, Technometrics 4, 1962).
    std::int64_t returns = 0;
    double returns_mean = 0;
    double returns_m2 = 0;
    /// The first day's value over what the series started with, as a fraction. Nothing where that
    /// was 0, and where the opening is that day itself: same date and same value.
    std::optional<double> first_return;
    friend bool operator==(const RunningStats&, const RunningStats&) = default;
};

/// What a series of chains started with: the first date of its first chain, and that chain's
/// opening value, which cumulative figures are relative to.
struct SeriesOpening {
    Stamp date;
    Money value;
};

/// The running statistics after one more day of a series: a chain, and before it those that it
/// goes on from. `before` is nothing on the series' first completed day. The return of that day
/// stands by itself, unless the opening is that very day: same date, same value.
[[nodiscard]] RunningStats next_stats(const std::optional<RunningStats>& before,
                                      const SeriesOpening& opening, const Closing& closing);

}  // namespace tradepit::common
