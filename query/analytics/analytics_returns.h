#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/decimal.h"
#include "query/analytics/track.h"

/// Returns, and what their mean and spread say. A return is a fraction: 0.01 is one per cent.
/// Ratios are over a risk-free rate of 0. Formulas and sources: docs/ANALYTICS.md. Pure.
namespace tradepit::query {

/// How numbers spread around their mean, taken one by one (Welford, Technometrics 4, 1962).
class Spread {
public:
    Spread() = default;
    /// Goes on from sums that were kept: how many, their mean, the squared differences from it.
    Spread(std::int64_t count, double mean, double m2) : count_{count}, mean_{mean}, m2_{m2} {}

    void add(double number);

    [[nodiscard]] std::int64_t count() const { return count_; }
    [[nodiscard]] double mean() const { return mean_; }
    /// Of the population: over the count, not one less. 0 where there are none.
    [[nodiscard]] double deviation() const;
    /// Whether the deviation is more than what rounding leaves of equal numbers of size `scale`.
    [[nodiscard]] bool varies(double scale) const;

private:
    std::int64_t count_ = 0;
    double mean_ = 0;
    double m2_ = 0;
};

/// later ÷ earlier − 1; nothing where the earlier one is not above 0.
[[nodiscard]] std::optional<double> return_over(common::Money earlier, common::Money later);

/// The return of a track's first day over its opening. None where both are of the same moment and
/// the same value: then they are one point.
[[nodiscard]] std::optional<double> first_return(const Worth& opening, const Worth& first,
                                                 bool same_moment);

/// What the model made in one period, and the benchmark in the same.
struct PeriodReturn {
    double own = 0;
    double benchmark = 0;  ///< 0 without one
};

/// One a day: over the day before, the first over the opening (first_return).
[[nodiscard]] std::vector<PeriodReturn> returns_of(const Track& track);

/// Deviation of the returns × √periods a year × 100. Null for fewer than two.
[[nodiscard]] std::optional<double> volatility_pct(const Spread& returns, double periods_per_year);

/// Mean ÷ deviation × √periods a year. Null where the returns do not vary.
[[nodiscard]] std::optional<double> sharpe_ratio(const Spread& returns, double periods_per_year);

/// Mean ÷ √(mean of min(return, 0)²) × √periods a year, the second mean over all periods. Null
/// where none is negative.
[[nodiscard]] std::optional<double> sortino_ratio(const std::vector<PeriodReturn>& returns,
                                                  double periods_per_year);

/// (end ÷ start − 1) × 100. Null where the start is not above 0.
[[nodiscard]] std::optional<double> total_return_pct(common::Money start, common::Money end);

/// ((end ÷ start)^(365 ÷ calendar_days) − 1) × 100, an end below 0 taken as 0, and held at
/// PERCENT_MAX. Null where the start is not above 0, or there are no days.
[[nodiscard]] std::optional<double> annualized_return_pct(common::Money start, common::Money end,
                                                          std::int64_t calendar_days);

/// `value` to six decimals, half to even, as percentages are stored.
[[nodiscard]] double to_six_decimals(double value);

/// From the first date to the last, both included.
[[nodiscard]] std::int64_t calendar_days(common::Stamp first, common::Stamp last);

}  // namespace tradepit::query
