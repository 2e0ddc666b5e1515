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
    std::int32_t trades = 0;  ///< how many buys and sells the day had
    friend bool operator==(const Closing&, const Closing&) = default;
};

/// The running statistics of a chain after its latest closing. The days of the chain's predecessors
/// are included. Leaderboards and analytics read these statistics, so that they need not read every
/// day.
struct RunningStats {
    Closing latest;
    std::int32_t days = 0;    ///< how many days are completed
    std::int64_t trades = 0;  ///< of all those days
    Money peak_value;  ///< the highest value at the end of a completed day, or the opening value
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

/// What a series started with: the first date of its first chain, and that chain's opening value,
/// to which cumulative figures are relative.
struct SeriesOpening {
    Stamp date;
    Money value;
};

/// The running statistics after one more completed day of a series (a chain together with its
/// predecessors). `before` are the statistics of the days before; it is empty when `closing` is the
/// series' first completed day.
[[nodiscard]] RunningStats next_stats(const std::optional<RunningStats>& before,
                                      const SeriesOpening& opening, const Closing& closing);

}  // namespace tradepit::common
