#include "writer/imports/record_links.h"

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "common/records/record_file.h"

namespace tradepit::writer {
namespace {

std::vector<common::Record> records(const std::string& text) {
    auto file = common::parse_record_file(text);
    if (const auto* fault = std::get_if<common::FileFault>(&file)) {
        ADD_FAILURE() << fault->message();
        return {};
    }
    return std::get<common::RecordFile>(std::move(file)).records;
}

std::string line(const std::string& action, const std::string& positions) {
    return R"({"date": "2025-10-02", "this_action": )" + action + R"(, "positions": {)" +
           positions + "}}\n";
}
std::string trade(const std::string& action, const std::string& symbol, const std::string& amount,
                  const std::string& more = "") {
    return R"({"action": ")" + action + R"(", "symbol": ")" + symbol + R"(", "amount": )" + amount +
           more + "}";
}
const std::string NO_TRADE = R"({"action": "no_trade", "symbol": "", "amount": 0})";
const std::string FIRST_LINE = R"({"date": "2025-10-01", "positions": {"CASH": 1000}})"
                               "\n";

std::vector<RecordLink> links(const std::string& text, int cash_decimals = 2,
                              int price_decimals = common::Price::DECIMALS_MIN) {
    return link_records(records(text), std::nullopt,
                        {.cash = cash_decimals, .price = price_decimals});
}

TEST(RecordLinks, APriceIsTheChangeOfCashOverTheAmount) {
    const auto found = links(FIRST_LINE + line(trade("buy", "A", "3"), R"("A": 3, "CASH": 439)") +
                             line(trade("sell", "A", "2"), R"("A": 1, "CASH": 809.50)"));
    EXPECT_EQ(found[0].follows, Follows::begin);
    EXPECT_EQ(found[0].price, std::nullopt);
    EXPECT_EQ(found[1].follows, Follows::previous);
    EXPECT_EQ(found[1].price->text(), "187");
    EXPECT_EQ(found[2].price->text(), "185.25");
}

TEST(RecordLinks, AStatedPriceIsKeptWhereItAgreesWithTheChangeOfCash) {
    const auto agreeing = trade("buy", "A", "0.3", R"(, "price": 33.3333)");
    EXPECT_EQ(links(FIRST_LINE + line(agreeing, R"("A": 0.3, "CASH": 990)"))[1].price->text(),
              "33.3333");
    const auto contradicting = trade("buy", "A", "2", R"(, "price": 100)");
    EXPECT_EQ(links(FIRST_LINE + line(contradicting, R"("A": 2, "CASH": 900)"))[1].price->text(),
              "50");
}

TEST(RecordLinks, APriceHasTheFewestDecimalsThatShowItAndAtMostTheMarkets) {
    const auto coin =
        FIRST_LINE + line(trade("buy", "A", "100000000"), R"("A": 100000000, "CASH": 851)");
    EXPECT_EQ(links(coin, 2, 6)[1].price->text(), "0.000001");
    EXPECT_EQ(links(coin, 2, 8)[1].price->text(), "0.00000149");
    EXPECT_EQ(links(coin, 2, 12)[1].price->text(), "0.00000149");
    const auto share = FIRST_LINE + line(trade("buy", "A", "3"), R"("A": 3, "CASH": 900)");
    EXPECT_EQ(links(share, 2, 12)[1].price->text(), "33.333333");
}

TEST(RecordLinks, AStatedPriceIsRoundedToTheMarketsDecimals) {
    const auto coin = FIRST_LINE + line(trade("buy", "A", "100000000", R"(, "price": 1.49e-06)"),
                                        R"("A": 100000000, "CASH": 851)");
    EXPECT_EQ(links(coin, 2, 8)[1].price->text(), "0.00000149");
    // With six decimals the price that is stated is not the one that was paid.
    EXPECT_EQ(links(coin, 2, 6)[1].price->text(), "0.000001");
}

TEST(RecordLinks, ATradeOfZeroHasNoPrice) {
    const auto found = links(FIRST_LINE + line(trade("sell", "A", "0"), R"("CASH": 1000)"));
    EXPECT_EQ(found[1].follows, Follows::previous);
    EXPECT_EQ(found[1].price, std::nullopt);
}

TEST(RecordLinks, AForkIsFoundAndPricedFromWhereItBegan) {
    const auto found = links(FIRST_LINE + line(trade("buy", "A", "1"), R"("A": 1, "CASH": 900)") +
                             line(trade("buy", "B", "1"), R"("A": 1, "B": 1, "CASH": 800)") +
                             line(trade("sell", "A", "1"), R"("CASH": 950)"));
    EXPECT_EQ(found[3].follows, Follows::earlier);
    EXPECT_EQ(found[3].base_line, 2);
    EXPECT_EQ(found[3].price->text(), "50");
}

TEST(RecordLinks, WhatFollowsFromNothingHasNoPrice) {
    const auto found = links(FIRST_LINE + line(trade("buy", "A", "1"), R"("A": 5, "CASH": 900)"));
    EXPECT_EQ(found[1].follows, Follows::nothing);
    EXPECT_EQ(found[1].price, std::nullopt);
}

TEST(RecordLinks, ABuyThatBringsCashIsNotExplained) {
    const auto found = links(FIRST_LINE + line(trade("buy", "A", "1"), R"("A": 1, "CASH": 1100)"));
    EXPECT_EQ(found[1].follows, Follows::nothing);
}

TEST(RecordLinks, CashThatMovesWithoutATradeIsNotExplained) {
    EXPECT_EQ(links(FIRST_LINE + line(NO_TRADE, R"("CASH": 1000)"))[1].follows, Follows::previous);
    EXPECT_EQ(links(FIRST_LINE + line(NO_TRADE, R"("CASH": 1000.01)"))[1].follows,
              Follows::nothing);
}

TEST(RecordLinks, AHoldingMayBeOffByItsLastDecimalAndNoMore) {
    const auto first = line(trade("buy", "A", "0.12345"), R"("A": 0.1234, "CASH": 900)");
    const auto near = links(FIRST_LINE + first);
    EXPECT_EQ(near[1].follows, Follows::previous);
    EXPECT_TRUE(near[1].rounded);
    const auto off =
        links(FIRST_LINE + line(trade("buy", "A", "0.12355"), R"("A": 0.1234, "CASH": 900)"));
    EXPECT_EQ(off[1].follows, Follows::nothing);
    const auto whole = links(FIRST_LINE + line(trade("buy", "A", "4"), R"("A": 3, "CASH": 900)"));
    EXPECT_EQ(whole[1].follows, Follows::nothing);
}

TEST(RecordLinks, ASaleOfTheLargestQuantityThatLeavesItIsNotExplained) {
    // The holding should be minus the largest quantity, which is off by twice of it.
    const auto sale = line(trade("sell", "A", "92233720368"), R"("A": 92233720368, "CASH": 1000)");
    EXPECT_EQ(links(FIRST_LINE + sale)[1].follows, Follows::nothing);
    const auto with_decimals =
        line(trade("sell", "A", "92233720368"), R"("A": 92233720368, "B": 0.5, "CASH": 1000)");
    const auto before = line(NO_TRADE, R"("B": 0.5, "CASH": 1000)");
    EXPECT_EQ(links(before + with_decimals)[1].follows, Follows::nothing);
}

TEST(RecordLinks, BehindALineThatWasLeftOutAPriceIsNotGuessed) {
    auto list =
        records(FIRST_LINE + line(trade("buy", "B", "1"), R"("A": 1, "B": 1, "CASH": 800)"));
    list[1].follows_gap = true;
    const auto found = link_records(list, std::nullopt, {.cash = 2});
    EXPECT_EQ(found[1].follows, Follows::gap);
    EXPECT_EQ(found[1].price, std::nullopt);
}

TEST(RecordLinks, AFileMayGoOnBehindWhatIsThere) {
    const auto before = records(FIRST_LINE)[0];
    const auto rest = records(line(trade("buy", "A", "1"), R"("A": 1, "CASH": 900)"));
    const auto found = link_records(rest, before, {.cash = 2});
    EXPECT_EQ(found[0].follows, Follows::previous);
    EXPECT_EQ(found[0].price->text(), "100");
}

TEST(RecordLinks, AForkIsLookedForSoFarBackAndNoFurther) {
    // `between` records lie between the last one and the one that it follows from.
    const auto forked = [](std::size_t between) {
        std::string text = FIRST_LINE;
        for (std::size_t i = 0; i < between; ++i) text += line(NO_TRADE, R"("A": 7, "CASH": 5)");
        text += line(trade("buy", "B", "1"), R"("B": 1, "CASH": 900)");
        return links(text).back().follows;
    };
    EXPECT_EQ(forked(FORK_RECORDS_MAX - 1), Follows::earlier);
    EXPECT_EQ(forked(FORK_RECORDS_MAX), Follows::nothing);
}

TEST(RecordLinks, AllSearchesForForksCompareSoManyHoldingsAndNoMore) {
    constexpr std::size_t HELD = 3'999;  // so that a comparison counts 4,000
    constexpr std::size_t COMPARED = FORK_HOLDINGS_MAX / (HELD + 1);
    const auto record = [](std::int64_t line, const char* cash, std::size_t holdings) {
        common::Record made;
        made.line = line;
        made.cash = common::Money::parse(cash).value();
        for (std::size_t i = 0; i < holdings; ++i)
            made.holdings.push_back({common::Symbol{"S" + std::to_string(10'000 + i)},
                                     common::Quantity::parse("1").value()});
        return made;
    };
    // The last record goes on from the first one. All records between them but the last are
    // compared before that.
    const auto forked = [&](std::size_t held_by_first) {
        std::vector<common::Record> list{record(1, "1000", held_by_first)};
        list.insert(list.end(), COMPARED, record(2, "5", HELD));
        list.push_back(record(3, "1000", held_by_first));
        return link_records(list, std::nullopt, {.cash = 2}).back().follows;
    };
    EXPECT_EQ(forked(HELD), Follows::earlier);
    EXPECT_EQ(forked(HELD + 1), Follows::nothing);
}

}  // namespace
}  // namespace tradepit::writer
