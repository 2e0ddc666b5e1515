#include "common/trading/trading_day.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/market/price_file.h"
#include "common/trading/tools.h"
#include "tests/common/trading/one_symbol_day.h"

namespace tradepit::common {
namespace {

using TradingDayTest = OneSymbolDay;

TEST_F(TradingDayTest, TradesAtTheOpenAndCountsRowsFromOne) {
    auto today = begin("100");
    EXPECT_TRUE(std::holds_alternative<Fill>(today.trade(buy("2"))));
    EXPECT_EQ(today.value(), money("100"));
    const auto close = today.close();
    EXPECT_EQ(close.cash, money("76"));
    const auto& row = std::get<Position>(sink.taken.at(1));
    EXPECT_EQ(row.action_id, 1);
    EXPECT_EQ(row.price, Price::parse("12"));
}

TEST_F(TradingDayTest, ARefusedOrderChangesAndRecordsNothing) {
    auto today = begin("100");
    for (const char* amount : {"-10", "0", "9", "many", "0.5"})
        EXPECT_TRUE(std::holds_alternative<Refusal>(today.trade(buy(amount)))) << amount;
    EXPECT_EQ(today.close().cash, money("100"));
    EXPECT_EQ(sink.taken.size(), 2U) << "the opening and the use of buy";
    EXPECT_EQ(std::get<ToolUsage>(sink.taken[1]).calls, 5);
}

TEST_F(TradingDayTest, AUseTakesTheTimeThatItsClockSays) {
    auto today = begin("100");
    static_cast<void>(today.quotes());
    static_cast<void>(today.quotes());
    static_cast<void>(today.close());
    const auto& usage = std::get<ToolUsage>(sink.taken.back());
    EXPECT_EQ(usage.tool, PRICE_TOOL);
    EXPECT_EQ(usage.calls, 2);
    EXPECT_EQ(usage.seconds, 2);
}

TEST_F(TradingDayTest, LongTextGoesOutInChunksOfOneStep) {
    auto today = begin("100");
    const std::string text = std::string(REASONING_CHUNK_BYTES_MAX - 1, 'x') + "中文";
    today.say(Role::assistant, text);
    static_cast<void>(today.close());
    const auto& first = std::get<Reasoning>(sink.taken.at(1));
    const auto& second = std::get<Reasoning>(sink.taken.at(2));
    EXPECT_TRUE(first.more);
    EXPECT_FALSE(second.more);
    EXPECT_EQ(first.step, second.step);
    EXPECT_EQ(first.content + second.content, text);
    EXPECT_EQ(second.content, "中文") << "no character is cut";
}

/// All answers of the tools about `symbol` for dates before, on and after `today`, as text.
std::string all_answers(TradingDay& today, const Symbol& symbol, const std::vector<Stamp>& stamps) {
    std::ostringstream text;
    const auto tell = [&](const Bar& bar) {
        text << bar.open.text();
        for (const auto& value : {bar.high, bar.low, bar.close})
            text << ' ' << (value ? value->text() : "-");
        text << ' ' << (bar.volume ? std::to_string(*bar.volume) : "-") << '\n';
    };
    for (const auto stamp : stamps) {
        const auto answer = today.price(symbol, stamp);
        if (const auto* bar = std::get_if<Bar>(&answer))
            tell(*bar);
        else
            text << std::get<PriceRefusal>(answer).text << '\n';
    }
    for (const auto stamp : {today.today(), stamps.back()}) {
        const nlohmann::json asked = {{"symbol", symbol.value()}, {"date", stamp.text()}};
        text << find_tool(PRICE_TOOL)->call(today, asked) << '\n';
    }
    text << find_tool(HISTORY_TOOL)->call(today, {{"symbol", symbol.value()}, {"count", 3}})
         << '\n';
    const auto history = today.history(symbol, 30);
    if (const auto* bars = std::get_if<std::vector<StampedBar>>(&history))
        for (const auto& one : *bars) tell(one.bar);
    else
        text << std::get<PriceRefusal>(history).text << '\n';
    const auto outcome = today.trade({Side::buy, symbol, Amount::read("1000000")});
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) text << refusal->detail << '\n';
    return text.str();
}

/// The market with everything after the open of `today` changed: other numbers in the bars, every
/// third later bar removed, and two symbols added that begin later.
PriceSet with_another_future(const PriceSet& prices, Stamp today) {
    std::vector<SymbolPrices> changed;
    std::size_t kept = 0;
    prices.for_each([&](const Symbol& symbol, Stamp stamp, Bar bar) {
        if (stamp > today && ++kept % 3 == 0) return;
        if (stamp > today) bar.open = *Price::parse("0.000001");
        if (stamp >= today) {
            bar.high = *Price::parse("8999999999");
            bar.low = bar.close = std::nullopt;
            bar.volume = 1e300;
        }
        changed.push_back({symbol, {{stamp, bar}}});
    });
    Bar fresh;
    fresh.open = *Price::parse("1");
    changed.push_back({Symbol{"ZZZZ"}, {{stamp("2199-01-01"), fresh}}});
    changed.push_back({Symbol{"AAAA"}, {{stamp("2199-01-02"), fresh}}});
    return std::get<PriceSet>(PriceSet::build(std::move(changed)));
}

/// Tests guarantee G7 (no look-ahead) on the tools, with real prices.
TEST_F(TradingDayTest, WhatComesAfterTheOpenChangesNoAnswer) {
    const char* data = std::getenv("TRADEPIT_DATA");
    const char* root = std::getenv("TRADEPIT_ROOT");
    const std::filesystem::path folder =
        data ? std::filesystem::path{data}
             : std::filesystem::path{root ? root : "."} / ".." / "shared" / "data";
    std::ifstream file{folder / "us-daily" / "merged.jsonl"};
    if (!file) GTEST_SKIP() << "no real data: set TRADEPIT_DATA";
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    auto parsed = parse_price_file(text, "merged.jsonl");
    ASSERT_FALSE(std::holds_alternative<FileFault>(parsed));
    prices = std::get<PriceSet>(PriceSet::build(std::get<PriceFile>(std::move(parsed)).prices));

    const auto& calendar = prices.calendar();
    for (std::size_t at = 0; at < calendar.size(); at += 9) {
        day.date = calendar[at];
        const auto future = with_another_future(prices, day.date);
        DayInput other{terms, rules, future, opening, day, manual_now};
        auto symbols = prices.symbols();
        symbols.emplace_back("ZZZZ");
        symbols.emplace_back("AAAA");
        symbols.emplace_back("NOPE");
        auto stamps = calendar;
        stamps.push_back(stamp("2199-01-01"));
        auto here = begin("100");
        auto there = std::get<TradingDay>(TradingDay::begin(other, Portfolio{money("100")}, sink));
        for (const auto& symbol : symbols)
            ASSERT_EQ(all_answers(here, symbol, stamps), all_answers(there, symbol, stamps))
                << symbol.value() << " on " << day.date.text();
    }
}

}  // namespace
}  // namespace tradepit::common
