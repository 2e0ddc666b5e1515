#include "query/analytics/analytics_returns.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/query/analytics/made_track.h"

namespace tradepit::query {
namespace {

std::vector<double> own(const Track& track) {
    std::vector<double> returns;
    for (const auto& period : returns_of(track)) returns.push_back(period.own);
    return returns;
}

MeanAndDeviation statistics(const Track& track) {
    MeanAndDeviation statistics;
    for (const auto each : own(track)) statistics.add(each);
    return statistics;
}

TEST(Returns, AreBetweenConsecutiveDays) {
    const auto returns = own(made_track("100", {"100", "110", "99"}));
    ASSERT_EQ(returns.size(), 2U);
    EXPECT_DOUBLE_EQ(returns[0], 0.1);
    EXPECT_DOUBLE_EQ(returns[1], -0.1);
}

TEST(Returns, ALossOnTheFirstDayIsOne) {
    const auto returns = own(made_track("100", {"90", "99"}));
    ASSERT_EQ(returns.size(), 2U);
    EXPECT_DOUBLE_EQ(returns[0], -0.1);
}

TEST(Returns, AnOpeningOfAnEarlierMomentIsAPointOfItsOwn) {
    auto track = made_track("100", {"100", "110"});
    track.opening_is_of_first_day = false;
    EXPECT_EQ(own(track).size(), 2U);
    EXPECT_EQ(own(track)[0], 0.0);
}

TEST(Returns, OverNothingThereIsNone) {
    EXPECT_EQ(own(made_track("100", {"0", "50", "-5", "10", "20"})),
              (std::vector<double>{-1, -1.1, 1}));
}

TEST(Returns, OfABenchmarkAreOfTheSamePeriods) {
    auto track = made_track("100", {"100", "110", "0", "5"});
    track.benchmark = {made_price("10"), made_price("10"), made_price("11"), made_price("22"),
                       made_price("11")};
    const auto returns = returns_of(track);
    ASSERT_EQ(returns.size(), 2U) << "the first is none, the last is over nothing";
    EXPECT_DOUBLE_EQ(returns[0].benchmark, 0.1);
    EXPECT_DOUBLE_EQ(returns[1].benchmark, 1.0);
}

TEST(Sharpe, TakesThePopulationDeviation) {
    const auto returns = statistics(made_track("100", {"100", "110", "104.5"}));  // +10 %, −5 %
    EXPECT_NEAR(sharpe_ratio(returns, 252).value(), 0.025 / 0.075 * std::sqrt(252), 1e-12);
    EXPECT_NEAR(volatility_pct(returns, 252).value(), 7.5 * std::sqrt(252), 1e-12);
}

TEST(Sharpe, GoesOnFromSumsThatWereKept) {
    MeanAndDeviation whole;
    for (const auto each : {0.1, -0.05, 0.02}) whole.add(each);
    MeanAndDeviation two;
    for (const auto each : {0.1, -0.05}) two.add(each);
    MeanAndDeviation kept{two.count(), two.mean(), two.deviation() * two.deviation() * 2};
    kept.add(0.02);
    EXPECT_NEAR(sharpe_ratio(kept, 252).value(), sharpe_ratio(whole, 252).value(), 1e-12);
}

TEST(Sharpe, OfReturnsThatDoNotVaryIsNull) {
    EXPECT_FALSE(sharpe_ratio(statistics(made_track("100", {"100", "100", "100"})), 252));
    EXPECT_FALSE(sharpe_ratio(statistics(made_track("100", {"100", "110", "121", "133.1"})), 252));
    EXPECT_FALSE(sharpe_ratio(statistics(made_track("100", {"90"})), 252));
    EXPECT_FALSE(sharpe_ratio(MeanAndDeviation{}, 252));
}

TEST(Volatility, OfASingleReturnIsNull) {
    EXPECT_FALSE(volatility_pct(statistics(made_track("100", {"90"})), 252));
    EXPECT_EQ(volatility_pct(statistics(made_track("100", {"100", "100", "100"})), 252), 0.0);
}

TEST(Sortino, CountsEveryPeriodInItsDownside) {
    // The returns are −10 %, +20 % and 0: the downside is √(0.01 ÷ 3), and the mean is 0.1 ÷ 3.
    const auto returns = returns_of(made_track("100", {"90", "108", "108"}));
    EXPECT_NEAR(sortino_ratio(returns, 252).value(), 0.1 / 3 / std::sqrt(0.01 / 3) * std::sqrt(252),
                1e-12);
}

TEST(Sortino, WithoutALossIsNull) {
    EXPECT_FALSE(sortino_ratio(returns_of(made_track("100", {"100", "110"})), 252));
    EXPECT_FALSE(sortino_ratio({}, 252));
}

TEST(AnnualizedReturn, GrowsToAYear) {
    const auto hundred = made_money("100");
    EXPECT_NEAR(annualized_return_pct(hundred, made_money("110"), 365).value(), 10.0, 1e-12);
    EXPECT_EQ(annualized_return_pct(hundred, common::Money{}, 365), -100.0);
    EXPECT_EQ(annualized_return_pct(hundred, made_money("-5"), 365), -100.0);
}

TEST(AnnualizedReturn, OfNothingOrOverNoDaysIsNull) {
    const auto hundred = made_money("100");
    EXPECT_FALSE(annualized_return_pct(common::Money{}, hundred, 365));
    EXPECT_FALSE(annualized_return_pct(made_money("-1"), hundred, 365));
    EXPECT_FALSE(annualized_return_pct(hundred, hundred, 0));
}

TEST(AnnualizedReturn, AFortuneOfADayIsHeldAtTheLargestPercentage) {
    EXPECT_EQ(annualized_return_pct(made_money("1"), made_money("9e9"), 1),
              common::PERCENT_MAX.to_double());
}

TEST(TotalReturn, OfNothingIsNull) {
    EXPECT_FALSE(total_return_pct(common::Money{}, made_money("1")));
    EXPECT_EQ(total_return_pct(made_money("4"), made_money("3")), -25.0);
}

TEST(CalendarDays, CountBothEnds) {
    EXPECT_EQ(calendar_days(made_date(0), made_date(0)), 1);
    EXPECT_EQ(calendar_days(made_date(0), made_date(28)), 29);
}

}  // namespace
}  // namespace tradepit::query
