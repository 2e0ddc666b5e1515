#include "common/price.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

Price price(const char* text) { return Price::parse(text).value(); }

TEST(Price, HasAtLeastSixDecimalsAndNoZeroBehindThem) {
    EXPECT_EQ(price("71.75").decimals(), 6);
    EXPECT_EQ(price("71.75").units(), 71'750'000);
    EXPECT_EQ(price("0.00000149").decimals(), 8);
    EXPECT_EQ(price("0.00000149").units(), 149);
    EXPECT_EQ(price("0.000001490000").decimals(), 8);
    EXPECT_EQ(price("0.000000000001").decimals(), 12);
    EXPECT_EQ(Price::make(1'490, 9), price("0.00000149"));
    EXPECT_EQ(Price{}.decimals(), 6);
    EXPECT_EQ(Price::make(0, 12), Price{});
}

TEST(Price, OrdersByValueAcrossScales) {
    EXPECT_LT(price("0.00000149"), price("0.0000015"));
    EXPECT_GT(price("0.0000015"), price("0.00000149"));
    EXPECT_LT(price("1.000000000001"), price("8589934592"));
    EXPECT_LT(price("-1"), Price{});
    EXPECT_LT(price("-0.0000015"), price("-0.00000149"));
}

TEST(Price, TextAndPackedFormAreWhatIsReadAgain) {
    for (const char* text :
         {"0", "0.000001", "0.00000149", "0.000000000001", "8191.999999999999", "67108863.99999999",
          "8589934592", "9000000000", "-0.000000000001", "-71.75", "-9000000000"}) {
        EXPECT_EQ(price(text).text(), text);
        EXPECT_EQ(Price::from_packed(price(text).packed()), price(text)) << text;
        EXPECT_EQ(Price::from_double(price(text).to_double()), price(text)) << text;
    }
}

TEST(Price, ALimitBelongsToEachNumberOfDecimals) {
    const struct {
        int decimals;
        const char* last;
        const char* beyond;
    } table[] = {
        {7, "536870911.9999999", "536870912.0000001"},
        {8, "67108863.99999999", "67108864.00000001"},
        {9, "8388607.999999999", "8388608.000000001"},
        {10, "524287.9999999999", "524288.0000000001"},
        {11, "65535.99999999999", "65536.00000000001"},
        {12, "8191.999999999999", "8192.000000000001"},
    };
    for (const auto& [decimals, last, beyond] : table) {
        const auto kept = Price::parse(last, decimals);
        ASSERT_TRUE(kept) << last;
        EXPECT_EQ(kept->text(), last);
        EXPECT_EQ(Price::from_double(kept->to_double()), kept);
        EXPECT_FALSE(Price::parse(beyond, decimals)) << beyond;
    }
    EXPECT_TRUE(Price::parse("9000000000", 6));
    EXPECT_FALSE(Price::parse("9000000000.000001", 6));
    EXPECT_FALSE(Price::parse("-9000000000.000001", 6));
    EXPECT_EQ(price_max(6), 8'589'934'592);
    EXPECT_EQ(price_max(12), 8'192);
}

TEST(Price, BelowItsLimitTheDoubleIsThatOfNoOtherPrice) {
    std::mt19937_64 random{7};
    for (int decimals = Price::DECIMALS_MIN; decimals <= Price::DECIMALS_MAX; ++decimals) {
        const auto top = static_cast<std::int64_t>(price_max(decimals) * power_of_ten(decimals));
        for (int i = 0; i < 2'000; ++i) {
            const auto near = Price::make(top - i, decimals).value();
            EXPECT_EQ(Price::from_double(near.to_double()), near);
            const auto any = std::uniform_int_distribution<std::int64_t>{0, top}(random);
            const auto drawn = Price::make(any, decimals).value();
            EXPECT_EQ(Price::from_double(drawn.to_double()), drawn);
        }
    }
}

TEST(Price, IsRoundedOnceToTheDecimalsThatAreAskedFor) {
    EXPECT_EQ(Price::parse("187.1524965000000001", 6), price("187.152497"));
    EXPECT_EQ(Price::parse("0.0000005000000000001", 6), price("0.000001"));
    EXPECT_EQ(Price::parse("0.0000025", 6), price("0.000002"));
    EXPECT_EQ(Price::parse("0.00000149", 7), price("0.0000015"));
    EXPECT_EQ(price("0.00000149").rounded(7), price("0.0000015"));
    EXPECT_EQ(price("0.00000149").rounded(6), price("0.000001"));
    EXPECT_EQ(price("0.0000025").rounded(6), price("0.000002"));
    EXPECT_EQ(price("0.00000149").rounded(12), price("0.00000149"));
}

TEST(Price, OfMoreThanTwelveDecimalsIsRoundedToSixUnlessThatChangesItNoticeably) {
    EXPECT_EQ(price("0.30000000000000004"), price("0.3"));
    EXPECT_EQ(price("187.1524965000000001"), price("187.152497"));
    EXPECT_EQ(price("1.2000000000000002e-05"), price("0.000012"));
    EXPECT_EQ(price("1.4900000000000001e-06"), price("0.00000149"));
    EXPECT_EQ(price("70000000.12345678"), price("70000000.123457"));
    EXPECT_EQ(Price::from_double(0.1 + 0.2), price("0.3"));
    EXPECT_EQ(price("0.0000000000004"), Price{});
}

TEST(Price, IsReadFromNothingElse) {
    for (const char* text : {"", "abc", "1,5", " 1", "9000000000.1", "1e30", "-1e30"}) {
        EXPECT_FALSE(Price::parse(text)) << text;
        EXPECT_FALSE(Price::parse(text, 6)) << text;
    }
    EXPECT_FALSE(Price::from_double(NAN));
    EXPECT_FALSE(Price::from_double(INFINITY));
}

TEST(Price, UnitsAtMoreDecimalsAreExact) {
    EXPECT_EQ(price("0.00000149").units_at(12), 1'490'000);
    EXPECT_EQ(price("67108864").units_at(8), 6'710'886'400'000'000);
    EXPECT_DEATH(static_cast<void>(price("0.00000149").units_at(7)), "CHECK|decimals");
    EXPECT_DEATH(static_cast<void>(price("8589934592").units_at(12)), "mul_overflow");
}

TEST(Price, DifferencesAreThoseOfTheDecimals) {
    EXPECT_EQ(difference(price("110.25"), price("100")), 10.25);
    EXPECT_EQ(difference(price("0.00000149"), price("0.000001")), 0.00000049);
    EXPECT_EQ(difference(price("1"), price("2.5")), -1.5);
}

TEST(Price, ProductsAreRoundedHalfToEven) {
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
        {"8589934592", "1", "8589934592"},
        {"0.00000149", "6711409395", "9999.999999"},
        {"0.000000000001", "1000000", "0.000001"},
        {"0.000000000001", "500000", "0"},
        {"0.000000000003", "500000", "0.000002"},
    };
    for (const auto& [price, quantity, total] : table) {
        EXPECT_EQ(checked_product(*Price::parse(price), *Quantity::parse(quantity))->text(), total)
            << price << " × " << quantity;
    }
}

TEST(Price, ProductsEndAtTheLimit) {
    const auto quantity = *Quantity::parse("2");
    EXPECT_EQ(checked_product(*Price::parse("4294967296"), quantity), MONEY_MAX);
    EXPECT_FALSE(checked_product(*Price::parse("4294967296.000001"), quantity));
    EXPECT_FALSE(checked_product(*Price::parse("-4294967296.000001"), quantity));
    EXPECT_FALSE(checked_product(PRICE_MAX, Quantity::from_units(INT64_MAX)));
}

}  // namespace
}  // namespace tradepit::common
