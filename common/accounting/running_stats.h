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
    std::int64_t position_id = 0;  ///< the id of the day's last row in `positions`
    Money cash = {};
    Figures figures = {};
    std::int32_t trades = 0;
    friend bool operator==(const Closing&, const Closing&) = default;
};

/// The running statistics of a chain after its latest closing. Leaderboards and analytics read them
/// in place of all the days before. The days of the chain's predecessors are included.
struct RunningStats {
    Closing latest;
    std::int32_t days = 0;    ///< completed days
    std::int64_t trades = 0;  ///< trades of all those days
    Money peak_value;  ///< the highest value of a completed day, or of the opening; the opening
                       ///< value counts too
    /// The deepest fall below the peak, as a positive percentage of the peak.
    double max_drawdown_pct = 0;
    /// The returns between the values of consecutive completed days, as fractions: how many there
    /// are, their mean, and the sum of their squared differences from the mean (by Welford's
    /// method, Technometrics 4, 1962). A return over the value 0 does not exist and is left out.
    std::int64_t returns = 0;
    double returns_mean = 0;
    double returns_m2 = 0;
    /// The first day's return over the opening value, as a fraction; it is not among the returns
    /// above. Nothing where the opening value is 0, and where the first day has the date and the
    /// value of the opening, so that both are one point.
    std::optional<double> first_return;
    friend bool operator==(const RunningStats&, const RunningStats&) = default;
};

/// What a series of chains started with: the first date of its first chain, and that chain's
/// opening value, which cumulative figures are relative to.
struct SeriesOpening {
    Stamp date;
    Money value;
};

/// The running statistics after one more day of a series, which is a chain together with its
/// predecessors. `before` has those of the days before, and nothing when `closing` is the series'
/// first completed day.
[[nodiscard]] RunningStats next_stats(const std::optional<RunningStats>& before,
                                      const SeriesOpening& opening, const Closing& closing);

}  // namespace tradepit::common
