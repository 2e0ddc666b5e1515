#pragma once

#include <optional>
#include <vector>

#include "query/analytics/analytics_returns.h"
#include "query/analytics/track.h"

namespace tradepit::query {

/// The figures of a model compared with a benchmark: a symbol that is bought at the track's opening
/// and held. All are null where the track has no benchmark, or one of its prices is not above 0.
struct AgainstBenchmark {
    /// (last price ÷ price at the opening − 1) × 100.
    std::optional<double> benchmark_return_pct = {};
    /// The model's total_return_pct minus the benchmark's. Null where the model's is.
    std::optional<double> excess_return_pct = {};
    /// (mean return − beta × the benchmark's mean return) × periods per year × 100. Null where beta
    /// is.
    std::optional<double> alpha_pct = {};
    /// Covariance ÷ variance of the benchmark's returns, both over the population. Null where the
    /// benchmark's returns do not vary.
    std::optional<double> beta = {};
    /// Standard deviation of (model's return − benchmark's return) × √periods per year × 100. Null
    /// for fewer than two returns.
    std::optional<double> tracking_error_pct = {};
    /// Mean ÷ standard deviation of (model's return − benchmark's return) × √periods per year. Null
    /// where these differences do not vary.
    std::optional<double> information_ratio = {};
};

/// Compares the track with its benchmark. @param returns the result of returns_of(track). Pure.
[[nodiscard]] AgainstBenchmark against_benchmark(const Track& track,
                                                 const std::vector<PeriodReturn>& returns);

}  // namespace tradepit::query
