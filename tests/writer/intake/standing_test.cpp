#include "writer/intake/standing.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/writer/worker_script.h"

namespace tradepit::writer::tests {
namespace {

Standing after(const char* opening, const std::vector<const char*>& values) {
    std::optional<Standing> standing;
    for (const char* value : values) {
        Closing closing;
        closing.figures.value = money(value);
        closing.trades = 2;
        standing = next_standing(standing, money(opening), closing);
    }
    return *standing;
}

TEST(Standing, TheReturnOfTheFirstDayStandsByItself) {
    const Standing standing = after("10000", {"10100"});
    EXPECT_EQ(standing.days, 1);
    EXPECT_EQ(standing.returns, 0);
    ASSERT_TRUE(standing.first_return);
    EXPECT_DOUBLE_EQ(*standing.first_return, 0.01);
    EXPECT_EQ(after("10000", {"10100", "9000"}).first_return, standing.first_return);
    EXPECT_EQ(after("0", {"10100"}).first_return, std::nullopt);
    EXPECT_EQ(standing.peak_value, money("10100"));
}

TEST(Standing, TheFirstDayAfterAnotherHasOne) {
    const Standing standing = after("5000", {"10000", "10100"});
    EXPECT_EQ(standing.returns, 1);
    EXPECT_DOUBLE_EQ(standing.returns_mean, 0.01);
}

struct FigureRow {
    const char* what;
    std::vector<const char*> values;
    double mean, variance, drawdown_pct;
    const char* peak;
};

TEST(Standing, FiguresAreThoseComputedByHand) {
    const FigureRow table[] = {
        // returns +10 %, -10 %
        {"up and down", {"10000", "11000", "9900"}, 0.0, 0.01, 10.0, "11000"},
        // returns +1 %, +2 %, +3 %
        {"always up", {"10000", "10100", "10302", "10611.06"}, 0.02, 2.0e-4 / 3, 0.0, "10611.06"},
        // below the opening from the first day on
        {"below the opening", {"9000", "8100"}, -0.1, 0.0, 19.0, "10000"},
        // the deepest fall stays when values rise again
        {"recovered", {"10000", "5000", "15000"}, 0.75, 1.5625, 50.0, "15000"},
    };
    for (const FigureRow& row : table) {
        SCOPED_TRACE(row.what);
        const Standing standing = after("10000", row.values);
        EXPECT_EQ(standing.returns, static_cast<std::int64_t>(row.values.size()) - 1);
        EXPECT_NEAR(standing.returns_mean, row.mean, 1e-12);
        EXPECT_NEAR(standing.returns_m2 / static_cast<double>(standing.returns), row.variance,
                    1e-12);
        EXPECT_NEAR(standing.max_drawdown_pct, row.drawdown_pct, 1e-9);
        EXPECT_EQ(standing.peak_value, money(row.peak));
        EXPECT_EQ(standing.trades, 2 * static_cast<std::int64_t>(row.values.size()));
    }
}

TEST(Standing, AValueOfZeroDividesNothing) {
    const Standing standing = after("0", {"0", "5"});
    EXPECT_EQ(standing.returns, 0);
    EXPECT_EQ(standing.max_drawdown_pct, 0.0);
    EXPECT_EQ(after("10", {"0", "0"}).max_drawdown_pct, 100.0);
}

}  // namespace
}  // namespace tradepit::writer::tests
