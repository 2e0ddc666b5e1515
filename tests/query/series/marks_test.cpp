#include "query/series/marks.h"

#include <gtest/gtest.h>

#include "query/series/markets.h"
#include "tests/common/valuation_cases.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

/// AAA has open 10 and close 11 on October 1 and 3, and open 20 without a close on October 4.
class MarksOf : public Stored, public testing::Test {
protected:
    MarksOf() {
        market("m", {"2025-10-01", "2025-10-03"});
        bar("m", "AAA", "2025-10-04", 20, 0);
        sql("UPDATE prices SET close = NULL WHERE date = '2025-10-04'");
    }
    std::string at(const std::string& date, Mark mark, const std::string& symbol = "AAA") {
        Marks marks{reader, kept_max};
        const auto price = marks.at({"m", 1}, symbol, *common::Stamp::parse(date), mark);
        return price ? price->text() : "none";
    }
    Reader reader{SQLite::Database{(folder() / "results.db").string(), SQLite::OPEN_READONLY}};
    std::size_t kept_max = Marks::CACHED_BARS_MAX;
};

TEST_F(MarksOf, ADateAreItsOpenAndItsClose) {
    EXPECT_EQ(at("2025-10-01", Mark::open), "10");
    EXPECT_EQ(at("2025-10-01", Mark::close), "11");
}

TEST_F(MarksOf, TheOpenAgreesWithTheSharedCases) {
    market("valued", {"2025-10-01"});
    sql("DELETE FROM prices WHERE market = 'valued'");
    for (const auto& each : common::tests::VALUED_BARS) {
        const std::string date{each.date};
        bar("valued", "AAA", date, each.open, each.close.value_or(0));
        if (!each.close) sql("UPDATE prices SET close = NULL WHERE date = '" + date + "'");
    }
    Marks marks{reader};
    for (const auto& [date, value] : common::tests::VALUATIONS) {
        const auto stamp = *common::Stamp::parse(date);
        const auto price = marks.at({"valued", 1}, "AAA", stamp, Mark::open);
        EXPECT_EQ(price ? price->text() : "none", value) << date;
        const Market of{common::MarketName{"valued"}, 1, "", ""};
        const auto worth = value_at_open(
            reader, of, stamp, common::Money{},
            {{common::Symbol{"AAA"}, common::Quantity::from_units(common::UNITS_PER_WHOLE)}});
        const auto* money = std::get_if<common::Money>(&worth);
        EXPECT_EQ(money != nullptr ? money->text() : "none", value) << date;
    }
}

TEST_F(MarksOf, ADateWithoutABarAreTheCloseBefore) {
    EXPECT_EQ(at("2025-10-02", Mark::open), "11");
    EXPECT_EQ(at("2025-10-02", Mark::close), "11");
}

TEST_F(MarksOf, ABarWithoutACloseAreItsOpen) {
    EXPECT_EQ(at("2025-10-04", Mark::close), "20");
    EXPECT_EQ(at("2025-10-05", Mark::open), "20");
}

TEST_F(MarksOf, WhatHasNoBarUpToThenAreNone) {
    EXPECT_EQ(at("2025-09-30", Mark::close), "none");
    EXPECT_EQ(at("2025-10-05", Mark::close, "BBB"), "none");
}

TEST_F(MarksOf, APriceSetAreNotThoseOfALaterOne) {
    sql("INSERT INTO prices (market, symbol, date, price_set, open, close)"
        " VALUES ('m', 'AAA', '2025-10-03', 2, 30, 31)");
    EXPECT_EQ(at("2025-10-03", Mark::close), "11");
    Marks marks{reader};
    EXPECT_EQ(marks.at({"m", 2}, "AAA", *common::Stamp::parse("2025-10-03"), Mark::close)->text(),
              "31");
    EXPECT_EQ(marks.at({"m", 2}, "AAA", *common::Stamp::parse("2025-10-02"), Mark::close)->text(),
              "11");
}

TEST_F(MarksOf, AsManyBarsAsAreKeptAndOneMoreAreTheSame) {
    for (const auto* date : {"2025-10-01", "2025-10-03", "2025-10-04"}) bar("m", "BBB", date, 5, 6);
    for (const std::size_t most : {6U, 5U}) {
        Marks marks{reader, most};
        for (int round = 0; round < 2; ++round) {
            for (const auto* symbol : {"AAA", "BBB"}) {
                const auto price =
                    marks.at({"m", 1}, symbol, *common::Stamp::parse("2025-10-01"), Mark::close);
                EXPECT_EQ(price->text(), *symbol == 'A' ? "11" : "6");
            }
        }
    }
}

}  // namespace
}  // namespace tradepit::query
