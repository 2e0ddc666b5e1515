#include "query/analytics/analytics_benchmark.h"

#include <algorithm>
#include <cmath>

namespace tradepit::query {

namespace {

/// The population covariance of the model's and the benchmark's returns.
double covariance(const std::vector<PeriodReturn>& returns, double own_mean,
                  double benchmark_mean) {
    double sum = 0;
    for (const auto& period : returns)
        sum += (period.own - own_mean) * (period.benchmark - benchmark_mean);
    return sum / static_cast<double>(returns.size());
}

}  // namespace

AgainstBenchmark against_benchmark(const Track& track, const std::vector<PeriodReturn>& returns) {
    AgainstBenchmark against;
    const auto is_price = [](common::Price price) { return price > common::Price{}; };
    if (track.benchmark.empty() || !std::ranges::all_of(track.benchmark, is_price)) return against;
    if (const auto total = return_over(track.benchmark.front(), track.benchmark.back()))
        against.benchmark_return_pct = *total * 100;
    if (const auto total = total_return_pct(track.opening.value, track.days.back().value))
        against.excess_return_pct = *total - *against.benchmark_return_pct;

    MeanAndDeviation own;
    MeanAndDeviation benchmark;
    MeanAndDeviation difference;
    for (const auto& period : returns) {
        own.add(period.own);
        benchmark.add(period.benchmark);
        difference.add(period.own - period.benchmark);
    }
    if (benchmark.varies(benchmark.mean())) {
        const double variance = benchmark.deviation() * benchmark.deviation();
        against.beta = covariance(returns, own.mean(), benchmark.mean()) / variance;
        against.alpha_pct =
            (own.mean() - *against.beta * benchmark.mean()) * track.periods_per_year * 100;
    }
    against.tracking_error_pct = volatility_pct(difference, track.periods_per_year);
    // The differences may be tiny, but their rounding error is that of the two returns.
    if (difference.varies(std::fabs(own.mean()) + std::fabs(benchmark.mean())))
        against.information_ratio =
            difference.mean() / difference.deviation() * std::sqrt(track.periods_per_year);
    return against;
}

}  // namespace tradepit::query
