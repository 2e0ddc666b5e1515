#include "common/accounting/running_stats.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/common/values.h"

namespace tradepit::common {
namespace {

const Stamp DAY_BEFORE = day("2025-09-30");

/// The statistics after days with these values, in a series whose opening is dated the day before
/// the first one.
RunningStats after(const char* opening, const std::vector<const char*>& values) {
    const SeriesOpening start{DAY_BEFORE, money(opening)};
    std::optional<RunningStats> stats;
    for (const char* value : values) {
        Closing closing{.date = day("2025-10-01")};
        closing.figures.value = money(value);
        closing.trades = 2;
        stats = next_stats(stats, start, closing);
    }
    return *stats;
}

TEST(RunningStats, TheReturnOfTheFirstDayStandsByItself) {
    const RunningStats stats = after("10000", {"10100"});
    EXPECT_EQ(stats.days, 1);
    EXPECT_EQ(stats.returns, 0);
    ASSERT_TRUE(stats.first_return);
    EXPECT_DOUBLE_EQ(*stats.first_return, 0.01);
    EXPECT_EQ(after("10000", {"10100", "9000"}).first_return, stats.first_return);
    EXPECT_EQ(after("0", {"10100"}).first_return, std::nullopt);
    EXPECT_EQ(stats.peak_value, money("10100"));
}

TEST(RunningStats, TheSecondDayHasAReturnOverTheFirst) {
    const RunningStats stats = after("5000", {"10000", "10100"});
    EXPECT_EQ(stats.returns, 1);
    EXPECT_DOUBLE_EQ(stats.returns_mean, 0.01);
}

TEST(RunningStats, AFirstDayThatIsTheOpeningHasNoReturn) {
    const SeriesOpening opening{day("2025-10-01"), money("10000")};
    Closing first{.date = opening.date};
    first.figures.value = opening.value;
    EXPECT_EQ(next_stats({}, opening, first).first_return, std::nullopt);
    first.figures.value = money("10100");
    EXPECT_DOUBLE_EQ(*next_stats({}, opening, first).first_return, 0.01);
}

TEST(RunningStats, AFirstDayThatKeptItsValueHasAReturnOfZeroWhereAnEarlierDateFailed) {
    EXPECT_EQ(after("10000", {"10000"}).first_return, 0.0);
}

struct FigureRow {
    const char* what;
    std::vector<const char*> values;
    double mean, variance, drawdown_pct;
    const char* peak;
};

TEST(RunningStats, AreThoseComputedByHand) {
    const FigureRow table[] = {
        // The returns are +10 % and -10 %.
        {"up and down", {"10000", "11000", "9900"}, 0.0, 0.01, 10.0, "11000"},
        // The returns are +1 %, +2 % and +3 %.
        {"always up", {"10000", "10100", "10302", "10611.06"}, 0.02, 2.0e-4 / 3, 0.0, "10611.06"},
        // The value is below the opening from the first day on.
        {"below the opening", {"9000", "8100"}, -0.1, 0.0, 19.0, "10000"},
        // The maximum drawdown stays when the values rise again.
        {"recovered", {"10000", "5000", "15000"}, 0.75, 1.5625, 50.0, "15000"},
    };
    for (const FigureRow& row : table) {
        SCOPED_TRACE(row.what);
        const RunningStats stats = after("10000", row.values);
        EXPECT_EQ(stats.returns, static_cast<std::int64_t>(row.values.size()) - 1);
        EXPECT_NEAR(stats.returns_mean, row.mean, 1e-12);
        EXPECT_NEAR(stats.returns_m2 / static_cast<double>(stats.returns), row.variance, 1e-12);
        EXPECT_NEAR(stats.max_drawdown_pct, row.drawdown_pct, 1e-9);
        EXPECT_EQ(stats.peak_value, money(row.peak));
        EXPECT_EQ(stats.trades, 2 * static_cast<std::int64_t>(row.values.size()));
    }
}

TEST(RunningStats, AValueOfZeroDividesNothing) {
    const RunningStats stats = after("0", {"0", "5"});
    EXPECT_EQ(stats.returns, 0);
    EXPECT_EQ(stats.max_drawdown_pct, 0.0);
    EXPECT_EQ(after("10", {"0", "0"}).max_drawdown_pct, 100.0);
}

}  // namespace
}  // namespace tradepit::common
