#pragma once

#include <cstdint>

#include "common/decimal.h"

namespace tradepit::query {

/// What a model's values so far say, one value a date in their order, as standings keep it.
/// Definitions as in HKUDS' calculate_metrics: returns between consecutive values, population
/// deviation, risk-free 0, drawdown from the highest value so far. Pure.
class RunningMetrics {
public:
    /// Drawdown counts from what the series started with; returns only between days.
    explicit RunningMetrics(common::Money opening) : peak_{opening} {}

    void add(common::Money value);

    [[nodiscard]] std::int64_t returns() const { return returns_; }
    [[nodiscard]] double mean() const { return mean_; }
    [[nodiscard]] double m2() const { return m2_; }
    /// A positive percentage.
    [[nodiscard]] double max_drawdown_pct() const;

private:
    bool started_ = false;
    common::Money last_;
    common::Money peak_;
    double drawdown_ = 0;
    std::int64_t returns_ = 0;
    double mean_ = 0;
    double m2_ = 0;
};

/// mean ÷ √(m2 ÷ returns) × √periods_per_year, to six decimals; 0 where the returns do not vary.
[[nodiscard]] double sharpe_ratio(std::int64_t returns, double mean, double m2,
                                  double periods_per_year);

/// ((end ÷ start)^(365 ÷ calendar_days) − 1) × 100, to six decimals, held at ± PERCENT_MAX; 0 where
/// the start is 0.
[[nodiscard]] double annualized_return_pct(common::Money start, common::Money end,
                                           std::int64_t calendar_days);

/// `value` to six decimals, half to even.
[[nodiscard]] double to_six_decimals(double value);

}  // namespace tradepit::query
