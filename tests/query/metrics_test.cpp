#include "query/metrics.h"

#include <cmath>

#include <gtest/gtest.h>

namespace tradepit::query {
namespace {

RunningMetrics of(const std::vector<const char*>& values) {
    RunningMetrics metrics{*common::Money::parse("100")};
    for (const auto* value : values) metrics.add(*common::Money::parse(value));
    return metrics;
}

TEST(Metrics, DrawdownIsFromTheHighestValueSoFar) {
    EXPECT_EQ(of({"100", "120", "90", "130", "117"}).max_drawdown_pct(), 25.0);
}

TEST(Metrics, DrawdownCountsFromTheOpening) {
    EXPECT_EQ(of({"90", "95"}).max_drawdown_pct(), 10.0);
}

TEST(Metrics, DrawdownOfRisingValuesIsZero) {
    EXPECT_EQ(of({"100", "101"}).max_drawdown_pct(), 0.0);
}

TEST(Metrics, SharpeTakesThePopulationDeviation) {
    const auto metrics = of({"100", "110", "104.5"});  // +10 %, −5 %
    EXPECT_NEAR(sharpe_ratio(metrics.returns(), metrics.mean(), metrics.m2(), 252),
                0.025 / 0.075 * std::sqrt(252), 1e-6);
}

TEST(Metrics, SharpeOfValuesThatDoNotMoveIsZero) {
    const auto metrics = of({"100", "100", "100"});
    EXPECT_EQ(sharpe_ratio(metrics.returns(), metrics.mean(), metrics.m2(), 252), 0.0);
}

TEST(Metrics, SharpeOfEqualReturnsIsZero) {
    const auto metrics = of({"100", "110", "121", "133.1"});
    EXPECT_EQ(sharpe_ratio(metrics.returns(), metrics.mean(), metrics.m2(), 252), 0.0);
}

TEST(Metrics, AnnualizedReturnGrowsToAYear) {
    const auto hundred = *common::Money::parse("100");
    EXPECT_EQ(annualized_return_pct(hundred, *common::Money::parse("110"), 365), 10.0);
    EXPECT_EQ(annualized_return_pct(common::Money{}, hundred, 365), 0.0);
    EXPECT_EQ(annualized_return_pct(hundred, common::Money{}, 365), -100.0);
}

TEST(Metrics, AFortuneOfADayIsHeldAtTheLargestPercentage) {
    EXPECT_EQ(annualized_return_pct(*common::Money::parse("1"), *common::Money::parse("9e9"), 1),
              common::PERCENT_MAX.to_double());
}

}  // namespace
}  // namespace tradepit::query
