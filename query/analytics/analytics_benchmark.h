#pragma once

#include <optional>
#include <vector>

#include "query/analytics/analytics_returns.h"
#include "query/analytics/track.h"

namespace tradepit::query {

/// A model beside a symbol that was bought at its opening and held. All null without one, and
/// where one of its prices is not above 0.
struct AgainstBenchmark {
    std::optional<double> benchmark_return_pct = {};
    /// The model's total return less the benchmark's.
    std::optional<double> excess_return_pct = {};
    /// (mean return − beta × the benchmark's) × periods a year × 100.
    std::optional<double> alpha_pct = {};
    /// Covariance ÷ variance of the benchmark, both of the population; null where that is 0.
    std::optional<double> beta = {};
    /// Deviation of the differences × √periods a year × 100. Null for fewer than two.
    std::optional<double> tracking_error_pct = {};
    /// Mean difference ÷ their deviation × √periods a year; null where they do not vary.
    std::optional<double> information_ratio = {};
};

/// `returns` are returns_of(track). Pure.
[[nodiscard]] AgainstBenchmark against_benchmark(const Track& track,
                                                 const std::vector<PeriodReturn>& returns);

}  // namespace tradepit::query
