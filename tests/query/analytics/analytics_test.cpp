#include "query/analytics/analytics.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "tests/query/analytics/made_track.h"

namespace tradepit::query {
namespace {

/// The names of the figures that are null.
std::set<std::string_view> nulls(const Analytics& analytics) {
    std::set<std::string_view> names;
    for (const auto& figure : ANALYTICS_FIGURES)
        if (!(analytics.*(figure.of))) names.insert(figure.name);
    return names;
}

const std::set<std::string_view> OF_BENCHMARK{
    "benchmark_return_pct", "excess_return_pct", "alpha_pct", "beta",
    "tracking_error_pct",   "information_ratio"};
const std::set<std::string_view> OF_CLOSED_TRADES{"winning_trades_pct", "profit_factor",
                                                  "average_win", "average_loss"};

std::set<std::string_view> all_of(std::initializer_list<std::set<std::string_view>> sets) {
    std::set<std::string_view> names;
    for (const auto& each : sets) names.insert(each.begin(), each.end());
    return names;
}

TEST(AnalyticsOf, OneDayHasNoReturnAndNoSpread) {
    const auto all = analytics(made_track("100", {"100"}));
    EXPECT_EQ(all.total_return_pct, 0.0);
    EXPECT_EQ(all.annualized_return_pct, 0.0);
    EXPECT_EQ(all.max_drawdown_pct, 0.0);
    EXPECT_EQ(nulls(all), all_of({OF_BENCHMARK,
                                  OF_CLOSED_TRADES,
                                  {"volatility_pct", "sharpe_ratio", "sortino_ratio",
                                   "calmar_ratio", "winning_days_pct"}}));
}

TEST(AnalyticsOf, ALossOnTheOnlyDayCounts) {
    const auto all = analytics(made_track("100", {"90"}));
    EXPECT_EQ(all.total_return_pct, -10.0);
    EXPECT_EQ(all.max_drawdown_pct, 10.0);
    EXPECT_EQ(all.winning_days_pct, 0.0);
    EXPECT_DOUBLE_EQ(all.sortino_ratio.value(), -std::sqrt(252));
    EXPECT_DOUBLE_EQ(all.calmar_ratio.value(), all.annualized_return_pct.value() / 10);
    EXPECT_FALSE(all.volatility_pct);
    EXPECT_FALSE(all.sharpe_ratio);
}

TEST(AnalyticsOf, NoTradesAreOfCashAlone) {
    const auto all = analytics(made_track("100", {"100", "100", "100"}));
    EXPECT_EQ(all.closed_trades, 0.0);
    EXPECT_EQ(all.turnover, 0.0);
    EXPECT_EQ(all.exposure_pct, 0.0);
    EXPECT_EQ(all.volatility_pct, 0.0);
    EXPECT_EQ(all.winning_days_pct, 0.0);
    EXPECT_EQ(all.fees, 0.0);
    EXPECT_EQ(nulls(all), all_of({OF_BENCHMARK,
                                  OF_CLOSED_TRADES,
                                  {"sharpe_ratio", "sortino_ratio", "calmar_ratio"}}));
}

TEST(AnalyticsOf, EqualReturnsHaveNoSharpe) {
    const auto all = analytics(made_track("100", {"100", "110", "121", "133.1"}));
    EXPECT_FALSE(all.sharpe_ratio);
    EXPECT_NEAR(all.volatility_pct.value(), 0, 1e-9);
    EXPECT_EQ(all.winning_days_pct, 100.0);
}

TEST(AnalyticsOf, AValueOfZeroIsTheEndOfReturns) {
    const auto all = analytics(made_track("100", {"50", "0", "0"}));
    EXPECT_EQ(all.total_return_pct, -100.0);
    EXPECT_EQ(all.annualized_return_pct, -100.0);
    EXPECT_EQ(all.max_drawdown_pct, 100.0);
    EXPECT_EQ(all.calmar_ratio, -1.0);
    EXPECT_DOUBLE_EQ(all.sharpe_ratio.value(), -0.75 / 0.25 * std::sqrt(252));
}

TEST(AnalyticsOf, NothingIsNullThroughout) {
    const auto all = analytics(made_track("0", {"0", "0"}));
    auto expected = all_of({OF_BENCHMARK,
                            OF_CLOSED_TRADES,
                            {"total_return_pct", "annualized_return_pct", "volatility_pct",
                             "sharpe_ratio", "sortino_ratio", "max_drawdown_pct", "calmar_ratio",
                             "winning_days_pct", "turnover", "exposure_pct"}});
    EXPECT_EQ(nulls(all), expected);
}

TEST(AnalyticsOf, ADebtHasNoReturnsOverIt) {
    const auto all = analytics(made_track("-10", {"-20", "30", "33"}));
    EXPECT_FALSE(all.total_return_pct);
    EXPECT_FALSE(all.annualized_return_pct);
    EXPECT_FALSE(all.volatility_pct) << "30 to 33 is the only return";
    EXPECT_EQ(all.winning_days_pct, 100.0);
    EXPECT_EQ(all.max_drawdown_pct, 0.0);
}

TEST(AnalyticsOf, NoFigureIsEverInfiniteOrNoNumber) {
    const std::vector<std::vector<std::string_view>> tracks{
        {"0"},
        {"0.000001"},
        {"9000000000"},
        {"9000000000", "0.000001", "9000000000"},
        {"-9000000000", "9000000000"},
        {"0.000001", "9000000000", "0", "0.000001"}};
    for (const auto& values : tracks) {
        for (const auto opening : {"0", "0.000001", "9000000000", "-1"}) {
            auto track = made_track(opening, values);
            track.benchmark.assign(values.size() + 1, made_price("0.000001"));
            track.benchmark.back() = common::PRICE_MAX;
            const auto all = analytics(track);
            for (const auto& figure : ANALYTICS_FIGURES) {
                const auto value = all.*(figure.of);
                EXPECT_TRUE(!value || std::isfinite(*value)) << figure.name;
            }
        }
    }
}

TEST(AnalyticsOf, ExposureIsTheMeanOfWhatIsNotCash) {
    auto track = made_track("100", {"100", "200", "0"});
    track.days[0].cash = made_money("50");
    track.days[1].cash = made_money("50");
    EXPECT_EQ(analytics(track).exposure_pct, 62.5);
}

TEST(AnalyticsOf, PeriodsOfAYearAreTheMarkets) {
    auto track = made_track("100", {"100", "110", "99"});
    const auto stocks = analytics(track);
    track.periods_per_year = 365;
    const auto crypto = analytics(track);
    EXPECT_DOUBLE_EQ(crypto.volatility_pct.value() / stocks.volatility_pct.value(),
                     std::sqrt(365.0 / 252));
    EXPECT_EQ(crypto.annualized_return_pct, stocks.annualized_return_pct) << "a year has 365 days";
}

TEST(AnalyticsFigures, AreNamedOnce) {
    std::set<std::string_view> names;
    for (const auto& figure : ANALYTICS_FIGURES) names.insert(figure.name);
    EXPECT_EQ(names.size(), ANALYTICS_FIGURES.size());
}

}  // namespace
}  // namespace tradepit::query
