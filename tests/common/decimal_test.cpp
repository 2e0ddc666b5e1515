#include "common/decimal.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

constexpr int64_t INT64_TOP = std::numeric_limits<int64_t>::max();

/// `value` × 10^-decimals as a double and back, by its shortest text.
int64_t through_a_double(int64_t value, int decimals) {
    const double stored = std::stod(scaled_text(value, decimals));
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), stored).ptr;
    const std::string_view shortest{text.data(), end};
    return parse_scaled(shortest, decimals).value().value;
}

TEST(ExactMax, IsTheLastPowerOfTwoBelowWhichEveryDecimalSurvives) {
    EXPECT_EQ(exact_max(0), int64_t{1} << 53);
    int64_t scale = 1;
    for (int decimals = 0; decimals <= 12; ++decimals, scale *= 10) {
        const int64_t limit = exact_max(decimals);
        int64_t top = 0;
        if (__builtin_mul_overflow(limit, scale, &top)) continue;  // no int64 is above the limit
        int lost = 0;
        for (int64_t step = 0; step < 2'000; ++step) {
            EXPECT_EQ(through_a_double(top - step, decimals), top - step) << decimals;
            lost += through_a_double(top + step, decimals) == top + step ? 0 : 1;
        }
        EXPECT_GT(lost, 0) << decimals;
    }
}

TEST(ExactMax, OfEachNumberOfDecimalsIsAsDocumented) {
    const int64_t table[] = {68'719'476'736, 8'589'934'592, 536'870'912, 67'108'864,
                             8'388'608,      524'288,       65'536,      8'192};
    int decimals = 5;
    for (const int64_t limit : table) EXPECT_EQ(exact_max(decimals++), limit);
}

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
    EXPECT_EQ(Money::from_double(8589934592), MONEY_MAX);
    EXPECT_EQ(Money::from_double(9e9), MONEY_READ_MAX);
    EXPECT_EQ(Money::from_double(-9e9), -MONEY_READ_MAX);
    EXPECT_FALSE(Money::from_double(std::nextafter(9e9, 1e10)));
    EXPECT_FALSE(Money::from_double(1e73));
    EXPECT_FALSE(Money::from_double(std::nan("")));
    EXPECT_FALSE(Money::from_double(std::numeric_limits<double>::infinity()));
}

TEST(Money, AboveTheLimitDoublesDoNotTellMillionthsApart) {
    const auto last = MONEY_MAX - Money::from_millionths(1);
    EXPECT_EQ(Money::from_double(last.to_double()), last);
    int lost = 0;
    for (int64_t step = 1; step <= 1'000; ++step) {
        const auto money = MONEY_MAX + Money::from_millionths(step);
        lost += Money::from_double(money.to_double()) == money ? 0 : 1;
    }
    EXPECT_GT(lost, 300);
}

TEST(Money, IsTheNearestDoubleBeyondTheExactIntegers) {
    EXPECT_EQ(Money::from_millionths(INT64_TOP).to_double(), 9223372036854.775807);
}

TEST(MoneyDeathTest, LeavingTheRangeIsABug) {
    const auto top = Money::from_millionths(INT64_TOP);
    EXPECT_DEATH(static_cast<void>(top + Money::from_millionths(1)), "CHECK|add_overflow");
    EXPECT_DEATH(static_cast<void>(-top - Money::from_millionths(2)), "CHECK|sub_overflow");
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

TEST(Quantity, ItsLimitFollowsFromItsDecimals) {
    for (const int decimals : {0, 1, 2, 3, 4}) EXPECT_EQ(quantity_max(decimals), 92'233'720'368);
    EXPECT_EQ(quantity_max(5), 68'719'476'736);
    EXPECT_EQ(quantity_max(6), 8'589'934'592);
    EXPECT_EQ(quantity_max(7), 536'870'912);
    EXPECT_EQ(quantity_max(8), 67'108'864);
}

TEST(Quantity, HasAsManyDecimalsAsItsText) {
    EXPECT_EQ(decimals_of(Quantity()), 0);
    EXPECT_EQ(decimals_of(*Quantity::parse("1000")), 0);
    EXPECT_EQ(decimals_of(*Quantity::parse("0.1")), 1);
    EXPECT_EQ(decimals_of(*Quantity::parse("1.0203")), 4);
    EXPECT_EQ(decimals_of(*Quantity::parse("0.00000001")), 8);
}

TEST(Quantity, AboveItsLimitIsAFaultWithTheLimit) {
    for (const char* good :
         {"0", "67108864", "67108863.99999999", "67108864.1", "536870911.9999999",
          "8589934591.999999", "68719476735.99999", "92233720368"}) {
        EXPECT_EQ(quantity_fault(*Quantity::parse(good)), std::nullopt) << good;
        EXPECT_EQ(Quantity::from_double(Quantity::parse(good)->to_double())->text(), good);
    }
    const struct {
        const char* quantity;
        const char* limit;
    } table[] = {{"67108864.00000001", "67108864"},    {"416666666.66666667", "67108864"},
                 {"536870912.0000001", "536870912"},   {"8589934592.000001", "8589934592"},
                 {"68719476736.00001", "68719476736"}, {"92233720368.5", "92233720368"}};
    for (const auto& [quantity, limit] : table) {
        const auto fault = quantity_fault(*Quantity::parse(quantity)).value();
        EXPECT_EQ(fault.find(std::string(quantity) + " has "), 0u) << fault;
        EXPECT_EQ(fault.substr(fault.rfind(' ') + 1), limit);
    }
    EXPECT_EQ(*quantity_fault(*Quantity::parse("416666666.66666667")),
              "416666666.66666667 has 8 decimals; with 8 decimals a quantity is at most 67108864");
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
    EXPECT_EQ(Percent::ratio(-MONEY_MAX, millionth).text(), "-8589934592");
    EXPECT_EQ(Percent::ratio(*Money::parse("90000000"), *Money::parse("1")), PERCENT_MAX);
    EXPECT_FALSE(Percent::from_double(9.1e9));
}

TEST(Percent, SurvivesADouble) {
    const auto percent = Percent::from_millionths(16'108'870);
    EXPECT_EQ(Percent::from_double(percent.to_double()), percent);
    const auto largest = Percent::from_millionths(PERCENT_MAX.millionths() - 1);
    EXPECT_EQ(Percent::from_double(largest.to_double()), largest);
    EXPECT_EQ(Percent::parse("16.10887"), percent);
}

}  // namespace
}  // namespace tradepit::common
