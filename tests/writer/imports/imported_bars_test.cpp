#include "writer/imports/imported_bars.h"

#include <limits>

#include <gtest/gtest.h>

namespace tradepit::writer {
namespace {

using common::Price;
using common::WireBar;

WireBar imported_bar(const char* symbol = "AAPL", const char* date = "2025-10-01") {
    return {.symbol = common::Symbol(symbol),
            .date = common::Stamp::parse(date).value(),
            .open = Price::parse("10").value(),
            .high = Price::parse("12").value(),
            .low = Price::parse("9").value(),
            .close = Price::parse("11").value(),
            .volume = 5.0};
}

std::string fault_of(std::vector<WireBar> bars) { return put_in_order(bars).value_or("none"); }

TEST(ImportedBars, AreOrderedBySymbolInBytesAndThenDate) {
    std::vector<WireBar> bars{imported_bar("b", "2025-10-01"), imported_bar("Z", "2025-10-02"),
                              imported_bar("é"), imported_bar("Z", "2025-10-01")};
    ASSERT_FALSE(put_in_order(bars));
    EXPECT_EQ(bars[0], imported_bar("Z", "2025-10-01"));
    EXPECT_EQ(bars[1], imported_bar("Z", "2025-10-02"));
    EXPECT_EQ(bars[2], imported_bar("b"));
    EXPECT_EQ(bars[3], imported_bar("é"));
}

TEST(ImportedBars, EqualBarsCountOnce) {
    std::vector<WireBar> bars{imported_bar(), imported_bar("B"), imported_bar()};
    ASSERT_FALSE(put_in_order(bars));
    EXPECT_EQ(bars.size(), 2U);
}

TEST(ImportedBars, MissingFieldsAreFine) {
    auto gaps = imported_bar();
    gaps.high = gaps.low = gaps.close = std::nullopt;
    gaps.volume = std::nullopt;
    EXPECT_EQ(fault_of({gaps}), "none");
}

TEST(ImportedBars, NoneIsAFault) { EXPECT_EQ(fault_of({}), "the import holds no prices"); }

struct Case {
    const char* name;
    void (*spoil)(WireBar&);
    const char* fault;
};

class ImportedBarsFault : public testing::TestWithParam<Case> {};

TEST_P(ImportedBarsFault, NamesSymbolDateFieldValueAndRule) {
    auto spoiled = imported_bar();
    GetParam().spoil(spoiled);
    EXPECT_EQ(fault_of({imported_bar("A"), spoiled}), GetParam().fault);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ImportedBarsFault,
    testing::Values(
        Case{"open_zero", [](WireBar& b) { b.open = Price(); },
             "\"AAPL\" 2025-10-01: open must be above 0, got 0"},
        Case{"open_negative", [](WireBar& b) { b.open = Price::from_millionths(-1); },
             "\"AAPL\" 2025-10-01: open must be above 0, got -0.000001"},
        Case{"close_zero", [](WireBar& b) { b.close = Price(); },
             "\"AAPL\" 2025-10-01: close must be above 0, got 0"},
        Case{"high_below_low", [](WireBar& b) { b.high = Price::parse("8.99").value(); },
             "\"AAPL\" 2025-10-01: high must not be below low (9), got 8.99"},
        Case{"high_is_low", [](WireBar& b) { b.high = b.low; }, "none"},
        Case{"price_max", [](WireBar& b) { b.open = common::PRICE_MAX; }, "none"},
        Case{"beyond_price_max",
             [](WireBar& b) { b.open = Price::from_millionths(common::PRICE_MAX.units() + 1); },
             "\"AAPL\" 2025-10-01: open must be at most 8589934592, got 8589934592.000001"},
        Case{"volume_negative", [](WireBar& b) { b.volume = -1.0; },
             "\"AAPL\" 2025-10-01: volume must not be negative, got -1.000000"},
        Case{"volume_nan", [](WireBar& b) { b.volume = std::numeric_limits<double>::quiet_NaN(); },
             "\"AAPL\" 2025-10-01: volume must be finite"},
        Case{"no_symbol", [](WireBar& b) { b.symbol = common::Symbol(); },
             "a symbol must not be empty"},
        Case{"cash", [](WireBar& b) { b.symbol = common::Symbol("CASH"); },
             "symbol \"CASH\" is reserved for money"},
        Case{"hourly", [](WireBar& b) { b.date = *common::Stamp::parse("2025-10-01 10:00:00"); },
             "\"AAPL\" 2025-10-01 10:00:00: dates with and without a time must not mix in one "
             "market, but there is also 2025-10-01"},
        Case{"twice",
             [](WireBar& b) {
                 b.symbol = common::Symbol("A");
                 b.open = Price::parse("10.5").value();
             },
             "\"A\" 2025-10-01: is there twice with different content: open 10 and 10.5"}),
    [](const auto& entry) { return std::string(entry.param.name); });

}  // namespace
}  // namespace tradepit::writer
