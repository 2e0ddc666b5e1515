#include "common/decimal.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

constexpr int64_t INT64_TOP = std::numeric_limits<int64_t>::max();

TEST(Money, ReadsAndRoundsHalfToEven) {
    const struct {
        const char* text;
        int64_t millionths;
    } table[] = {
        {"0", 0},
        {"-0", 0},
        {"71.75", 71'750'000},
        {"-0.5", -500'000},
        {"+3", 3'000'000},
        {".5", 500'000},
        {"5.", 5'000'000},
        {"007", 7'000'000},
        {"71.74999999999932", 71'750'000},
        {"0.0000005", 0},
        {"0.00000050000000001", 1},
        {"0.0000015", 2},
        {"0.0000025", 2},
        {"-0.0000015", -2},
        {"-0.0000025", -2},
        {"0.00000149999999999999999999", 1},
        {"1e3", 1'000'000'000},
        {"1E-6", 1},
        {"15e-7", 2},
        {"1e-9999999999999", 0},
        {"0e99999999999999999999", 0},
        {"9223372036854.775807", INT64_TOP},
        {"0.1e+1", 1'000'000},
    };
    for (const auto& [text, millionths] : table) {
        const auto money = Money::parse(text);
        ASSERT_TRUE(money) << text;
        EXPECT_EQ(money->millionths(), millionths) << text;
    }
}

TEST(Money, RefusesWhatIsNotANumberOrDoesNotFit) {
    for (const char* text : {"",
                             " ",
                             "-",
                             "+",
                             ".",
                             "1 ",
                             " 1",
                             "1,000",
                             "1.2.3",
                             "abc",
                             "1e",
                             "e5",
                             "1e+",
                             "0x10",
                             "nan",
                             "inf",
                             "--1",
                             "1-",
                             "9223372036854.7758075",
                             "9223372036854.775808",
                             "1e13",
                             "1e73",
                             "-9223372036854.775808",
                             "99999999999999999999999"}) {
        EXPECT_FALSE(Money::parse(text)) << text;
    }
}

TEST(Money, WritesTheShortestText) {
    const struct {
        int64_t millionths;
        const char* text;
    } table[] = {{0, "0"},
                 {71'750'000, "71.75"},
                 {-500'000, "-0.5"},
                 {10'000'000'000, "10000"},
                 {1, "0.000001"},
                 {-1, "-0.000001"},
                 {100, "0.0001"},
                 {INT64_TOP, "9223372036854.775807"},
                 {std::numeric_limits<int64_t>::min(), "-9223372036854.775808"}};
    for (const auto& [millionths, text] : table) {
        EXPECT_EQ(Money::from_millionths(millionths).text(), text);
    }
}

TEST(Money, SurvivesADouble) {
    for (int64_t base : {int64_t{0}, int64_t{71'749'999}, int64_t{10'000'000'000},
                         (int64_t{1} << 33) * 1'000'000 - 1'000}) {
        for (int64_t step = 0; step < 1'000; ++step) {
            const auto money = Money::from_millionths(base + step);
            EXPECT_EQ(Money::from_double(money.to_double()), money);
            EXPECT_EQ(Money::from_double((-money).to_double()), -money);
        }
    }
}

TEST(Money, IsReadFromDoublesUpToTheLimitAndNoFurther) {
    EXPECT_EQ(Money::from_double(9e9), MONEY_MAX);
    EXPECT_EQ(Money::from_double(-9e9), -MONEY_MAX);
    EXPECT_FALSE(Money::from_double(std::nextafter(9e9, 1e10)));
    EXPECT_FALSE(Money::from_double(1e73));
    EXPECT_FALSE(Money::from_double(std::nan("")));
    EXPECT_FALSE(Money::from_double(std::numeric_limits<double>::infinity()));
}

TEST(Money, IsTheNearestDoubleBeyondTheExactIntegers) {
    EXPECT_EQ(Money::from_millionths(INT64_TOP).to_double(), 9223372036854.775807);
}

TEST(Money, ProductsAreRoundedHalfToEven) {
    const struct {
        const char* price;
        const char* quantity;
        const char* total;
    } table[] = {
        {"255.04", "7", "1785.28"},
        {"0.000001", "0.5", "0"},
        {"0.000003", "0.5", "0.000002"},
        {"0.000005", "0.5", "0.000002"},
        {"0.000001", "0.50000001", "0.000001"},
        {"-0.000003", "0.5", "-0.000002"},
        {"-0.000005", "0.5", "-0.000002"},
        {"110061.69", "0.159", "17499.80871"},
        {"0.5032", "12.3457", "6.212356"},
        {"9000000000", "1", "9000000000"},
    };
    for (const auto& [price, quantity, total] : table) {
        EXPECT_EQ((*Money::parse(price) * *Quantity::parse(quantity)).text(), total)
            << price << " × " << quantity;
        EXPECT_EQ(checked_product(*Money::parse(price), *Quantity::parse(quantity))->text(), total);
    }
}

TEST(Money, CheckedProductsEndAtTheLimit) {
    const auto quantity = *Quantity::parse("3");
    EXPECT_EQ(checked_product(*Money::parse("3000000000"), quantity), MONEY_MAX);
    EXPECT_FALSE(checked_product(*Money::parse("3000000000.000001"), quantity));
    EXPECT_FALSE(checked_product(*Money::parse("-3000000000.000001"), quantity));
    EXPECT_FALSE(checked_product(MONEY_MAX, Quantity::from_units(INT64_TOP)));
}

TEST(MoneyDeathTest, LeavingTheRangeIsABug) {
    const auto top = Money::from_millionths(INT64_TOP);
    EXPECT_DEATH(static_cast<void>(top + Money::from_millionths(1)), "CHECK|add_overflow");
    EXPECT_DEATH(static_cast<void>(-top - Money::from_millionths(2)), "CHECK|sub_overflow");
    EXPECT_DEATH(static_cast<void>(top * *Quantity::parse("2")), "exact");
}

TEST(Quantity, ReadsEightDecimalsAndNothingNegative) {
    EXPECT_EQ(Quantity::parse("0.0364")->units(), 3'640'000);
    EXPECT_EQ(Quantity::parse("0.30000000000000004")->text(), "0.3");
    EXPECT_EQ(Quantity::parse("-0")->units(), 0);
    EXPECT_EQ(Quantity::parse("0.000000005")->units(), 0);
    EXPECT_EQ(Quantity::parse("0.000000015")->units(), 2);
    EXPECT_FALSE(Quantity::parse("-1"));
    EXPECT_FALSE(Quantity::parse("92233720368.54775808"));
    EXPECT_EQ(Quantity::parse("92233720368.54775807")->units(), INT64_TOP);
}

TEST(Quantity, SurvivesADouble) {
    for (int64_t units : {int64_t{1}, int64_t{3'640'000}, int64_t{6'710'886'399'999'999},
                          int64_t{123'456'789} * UNITS_PER_WHOLE}) {
        EXPECT_EQ(Quantity::from_double(Quantity::from_units(units).to_double())->units(), units);
    }
    EXPECT_FALSE(Quantity::from_double(-1));
}

TEST(QuantityDeathTest, BelowZeroIsABug) {
    EXPECT_DEATH(static_cast<void>(Quantity() - Quantity::from_units(1)), "units >= 0");
}

TEST(Percent, IsRoundedHalfToEvenToSixDecimals) {
    const struct {
        const char* part;
        const char* whole;
        const char* percent;
    } table[] = {
        {"931.924", "10000", "9.31924"},
        {"-50", "10000", "-0.5"},
        {"1", "3", "33.333333"},
        {"2", "3", "66.666667"},
        {"-1", "-4", "25"},
        {"1", "-4", "-25"},
        {"0.000005", "1000", "0"},
        {"0.000015", "1000", "0.000002"},
        {"0.000025", "1000", "0.000002"},
        {"-0.000015", "1000", "-0.000002"},
        {"5", "0", "0"},
    };
    for (const auto& [part, whole, percent] : table) {
        EXPECT_EQ(Percent::ratio(*Money::parse(part), *Money::parse(whole)).text(), percent)
            << part << " / " << whole;
    }
}

TEST(Percent, IsHeldAtItsLimit) {
    const auto millionth = Money::from_millionths(1);
    EXPECT_EQ(Percent::ratio(MONEY_MAX, millionth), PERCENT_MAX);
    EXPECT_EQ(Percent::ratio(-MONEY_MAX, millionth).text(), "-9000000000");
    EXPECT_EQ(Percent::ratio(*Money::parse("90000000"), *Money::parse("1")), PERCENT_MAX);
    EXPECT_FALSE(Percent::from_double(9.1e9));
}

TEST(Percent, SurvivesADouble) {
    const auto percent = Percent::from_millionths(16'108'870);
    EXPECT_EQ(Percent::from_double(percent.to_double()), percent);
    EXPECT_EQ(Percent::parse("16.10887"), percent);
}

}  // namespace
}  // namespace tradepit::common
