#include "common/market/prices.h"

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/common/values.h"

namespace tradepit::common {
namespace {

PriceSet set_of(std::vector<SymbolPrices> prices) {
    return std::get<PriceSet>(PriceSet::build(std::move(prices)));
}

PriceSet gappy() {
    return set_of({{Symbol("MSFT"), {bar("2025-10-03", "12"), bar("2025-10-01", "10")}},
                   {Symbol("AAPL"), {bar("2025-10-02", "20", "21")}},
                   {Symbol("NONE"), {}}});
}

TEST(PriceSet, SortsSymbolsAndStamps) {
    const auto prices = gappy();
    ASSERT_EQ(prices.symbols().size(), 2u);
    EXPECT_EQ(prices.symbols()[0], Symbol("AAPL"));
    ASSERT_EQ(prices.calendar().size(), 3u);
    EXPECT_EQ(prices.calendar()[0], day("2025-10-01"));
    EXPECT_EQ(prices.bar_count(), 3u);
}

TEST(PriceSet, FindsExactlyWhatIsThere) {
    const auto prices = gappy();
    EXPECT_EQ(prices.find(Symbol("MSFT"), day("2025-10-03"))->open, *Price::parse("12"));
    EXPECT_EQ(*prices.find(Symbol("AAPL"), day("2025-10-02")), bar("2025-10-02", "20", "21").bar);
    EXPECT_FALSE(prices.find(Symbol("MSFT"), day("2025-10-02")));
    EXPECT_FALSE(prices.find(Symbol("MSFT"), day("2025-10-04")));
    EXPECT_FALSE(prices.find(Symbol("AAPL"), day("2025-10-01")));
    EXPECT_FALSE(prices.find(Symbol("NONE"), day("2025-10-01")));
    EXPECT_FALSE(prices.index_of(Symbol("ZZZ")));
}

TEST(PriceSet, FindsBarsBehindAGap) {
    const auto prices = set_of(
        {{Symbol("A"), {bar("2025-10-01", "1"), bar("2025-10-03", "3"), bar("2025-10-04", "4")}},
         {Symbol("B"), {bar("2025-10-02", "2"), bar("2025-10-05", "5")}}});
    EXPECT_EQ(prices.find(Symbol("A"), day("2025-10-03"))->open, *Price::parse("3"));
    EXPECT_EQ(prices.find(Symbol("A"), day("2025-10-04"))->open, *Price::parse("4"));
    EXPECT_FALSE(prices.find(Symbol("A"), day("2025-10-02")));
    EXPECT_EQ(prices.last_before(Symbol("A"), day("2025-10-04"))->stamp, day("2025-10-03"));
}

TEST(PriceSet, FindsTheLastBarBefore) {
    const auto prices = gappy();
    const Symbol msft("MSFT");
    EXPECT_FALSE(prices.last_before(msft, day("2025-10-01")));
    EXPECT_EQ(prices.last_before(msft, day("2025-10-03"))->stamp, day("2025-10-01"));
    EXPECT_EQ(prices.last_before(msft, day("2099-01-01"))->stamp, day("2025-10-03"));
}

TEST(PriceSet, KeepsAbsentFieldsAbsent) {
    auto whole = bar("2025-10-01", "10", "11");
    whole.bar.high = made_price("12");
    whole.bar.low = made_price("9");
    whole.bar.volume = 1.5;
    const auto prices = set_of({{Symbol("A"), {whole, bar("2025-10-02", "10")}}});
    EXPECT_EQ(*prices.find(Symbol("A"), day("2025-10-01")), whole.bar);
    EXPECT_EQ(*prices.find(Symbol("A"), day("2025-10-02")), bar("2025-10-02", "10").bar);
}

TEST(PriceSet, TakesEqualBarsOnce) {
    const auto prices = set_of({{Symbol("A"), {bar("2025-10-01", "10"), bar("2025-10-01", "10")}},
                                {Symbol("A"), {bar("2025-10-01", "10")}}});
    EXPECT_EQ(prices.bar_count(), 1u);
}

TEST(PriceSet, RefusesTwoDifferentBars) {
    const auto built = PriceSet::build(
        {{Symbol("A"), {bar("2025-10-01", "10")}}, {Symbol("A"), {bar("2025-10-01", "11")}}});
    EXPECT_EQ(std::get<std::string>(built),
              "two different bars of \"A\" at 2025-10-01: open 10 and 11");
}

TEST(PriceSet, VisitsBySymbolThenStamp) {
    std::string seen;
    gappy().for_each([&](const Symbol& symbol, Stamp stamp, const Bar& bar) {
        seen += symbol.value() + " " + stamp.text() + " " + bar.open.text() + "\n";
    });
    EXPECT_EQ(seen, "AAPL 2025-10-02 20\nMSFT 2025-10-01 10\nMSFT 2025-10-03 12\n");
}

TEST(SymbolFault, NamesWhatCannotBeASymbol) {
    EXPECT_FALSE(symbol_fault("600519.SH"));
    EXPECT_FALSE(symbol_fault("中国石化"));
    EXPECT_FALSE(symbol_fault(std::string(NAME_BYTES_MAX, 'x')));
    EXPECT_TRUE(symbol_fault(std::string(NAME_BYTES_MAX + 1, 'x')));
    EXPECT_TRUE(symbol_fault(""));
    EXPECT_TRUE(symbol_fault("a\tb"));
    EXPECT_TRUE(symbol_fault("\xFF"));
    EXPECT_EQ(*symbol_fault("CASH"), "symbol \"CASH\" is reserved for money");
}

}  // namespace
}  // namespace tradepit::common
