#include "query/analytics/analytics_drawdown.h"

#include <gtest/gtest.h>

#include "tests/query/analytics/made_track.h"

namespace tradepit::query {
namespace {

std::optional<Drawdown> drawdown(std::string_view opening,
                                 const std::vector<std::string_view>& values) {
    const auto track = made_track(opening, values);
    return max_drawdown(track.opening, track.days);
}

TEST(DrawdownOf, IsFromTheHighestValueSoFar) {
    const auto found = drawdown("100", {"100", "120", "90", "130", "117"}).value();
    EXPECT_EQ(found.pct, 25.0);
    EXPECT_EQ(found.peak, made_date(1));
    EXPECT_EQ(found.trough, made_date(2));
    EXPECT_EQ(found.recovery, made_date(3));
}

TEST(DrawdownOf, ALossOnTheFirstDayCounts) {
    const auto found = drawdown("100", {"90", "95"}).value();
    EXPECT_EQ(found.pct, 10.0);
    EXPECT_EQ(found.peak, made_date(0)) << "the opening's date";
    EXPECT_EQ(found.trough, made_date(0));
    EXPECT_FALSE(found.recovery);
}

TEST(DrawdownOf, RisingValuesIsZeroAndHasNoDates) {
    const auto found = drawdown("100", {"100", "101"}).value();
    EXPECT_EQ(found.pct, 0.0);
    EXPECT_FALSE(found.peak || found.trough || found.recovery);
}

TEST(DrawdownOf, EqualOnesIsTheFirst) {
    const auto found = drawdown("100", {"100", "80", "100", "80"}).value();
    EXPECT_EQ(found.trough, made_date(1));
    EXPECT_EQ(found.recovery, made_date(2)) << "back at the peak is enough";
}

TEST(DrawdownOf, APeakThatLastedEndsWithItsLastDay) {
    const auto found = drawdown("90", {"100", "100", "80"}).value();
    EXPECT_EQ(found.peak, made_date(1));
}

TEST(DrawdownOf, ADeeperFallAfterARecoveryHasNotRecovered) {
    const auto found = drawdown("100", {"95", "110", "55", "109"}).value();
    EXPECT_EQ(found.pct, 50.0);
    EXPECT_EQ(found.peak, made_date(1));
    EXPECT_FALSE(found.recovery);
}

TEST(DrawdownOf, ADebtIsMoreThanEverything) {
    EXPECT_EQ(drawdown("100", {"-50"}).value().pct, 150.0);
}

TEST(DrawdownOf, NothingIsNull) {
    EXPECT_FALSE(drawdown("0", {"0", "0"}));
    EXPECT_FALSE(drawdown("-10", {"-20"}));
    EXPECT_EQ(drawdown("0", {"0", "10", "5"}).value().pct, 50.0);
}

}  // namespace
}  // namespace tradepit::query
