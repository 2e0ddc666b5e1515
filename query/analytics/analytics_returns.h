#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/decimal.h"
#include "common/price.h"
#include "query/analytics/track.h"

/// Returns, and the figures of their mean and standard deviation. A return is a fraction: 0.01 is
/// one per cent. The risk-free rate is 0. Formulas and sources: docs/ANALYTICS.md. Pure.
namespace tradepit::query {

/// Count, mean and standard deviation of numbers that are added one at a time (Welford,
/// Technometrics 4, 1962).
class MeanAndDeviation {
public:
    MeanAndDeviation() = default;
    /// Continues from stored sums: the count, the mean, and the sum of squared differences from it.
    MeanAndDeviation(std::int64_t count, double mean, double m2)
        : count_{count}, mean_{mean}, m2_{m2} {}

    void add(double number);

    [[nodiscard]] std::int64_t count() const { return count_; }
    /// 0 for a count of 0.
    [[nodiscard]] double mean() const { return mean_; }
    /// The population's standard deviation, whose divisor is the count. 0 for a count of 0.
    [[nodiscard]] double deviation() const;
    /// Whether the numbers differ: whether their deviation is larger than the rounding error that
    /// equal numbers of magnitude `scale` leave.
    [[nodiscard]] bool varies(double scale) const;

private:
    std::int64_t count_ = 0;
    double mean_ = 0;
    double m2_ = 0;  ///< sum of squared differences from the mean
};

/// later ÷ earlier − 1; nothing where `earlier` is not above 0.
[[nodiscard]] std::optional<double> return_over(common::Money earlier, common::Money later);
[[nodiscard]] std::optional<double> return_over(common::Price earlier, common::Price later);

/// The return of a track's first day over its opening. Nothing where return_over() is nothing. Also
/// nothing where both are valued at the same moment (Track::opening_is_of_first_day) and have the
/// same value, so that they are one point.
[[nodiscard]] std::optional<double> first_return(const ValuePoint& opening, const ValuePoint& first,
                                                 bool same_moment);

/// The model's return in one period (from one model-day to its next), and the benchmark's in the
/// same period.
struct PeriodReturn {
    double own = 0;
    double benchmark = 0;  ///< 0 where the track has no benchmark
};

/// One return per day over the day before; the first day's is first_return(). A day on which the
/// model's own return is undefined is left out; an undefined return of the benchmark counts as 0.
[[nodiscard]] std::vector<PeriodReturn> returns_of(const Track& track);

/// Standard deviation of the returns × √periods per year × 100. Null for fewer than two.
[[nodiscard]] std::optional<double> volatility_pct(const MeanAndDeviation& returns,
                                                   double periods_per_year);

/// Mean ÷ standard deviation × √periods per year. Null where the returns do not vary.
[[nodiscard]] std::optional<double> sharpe_ratio(const MeanAndDeviation& returns,
                                                 double periods_per_year);

/// Mean ÷ √(mean of min(return, 0)²) × √periods per year; both means are over all periods. Null
/// where no return is negative.
[[nodiscard]] std::optional<double> sortino_ratio(const std::vector<PeriodReturn>& returns,
                                                  double periods_per_year);

/// (end ÷ start − 1) × 100. Null where the start is not above 0.
[[nodiscard]] std::optional<double> total_return_pct(common::Money start, common::Money end);

/// ((end ÷ start)^(365 ÷ calendar_days) − 1) × 100, at most PERCENT_MAX. A negative end counts as
/// 0. Null where the start is not above 0, or `calendar_days` is below 1.
[[nodiscard]] std::optional<double> annualized_return_pct(common::Money start, common::Money end,
                                                          std::int64_t calendar_days);

/// `value` rounded half to even to six decimals, as percentages are stored. A value that
/// common::Percent cannot hold is returned as it is.
[[nodiscard]] double to_six_decimals(double value);

/// The number of calendar days from the first date to the last, both included.
[[nodiscard]] std::int64_t calendar_days(common::Stamp first, common::Stamp last);

}  // namespace tradepit::query
