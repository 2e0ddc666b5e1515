#include "worker/agents/trading_day.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "common/market/price_file.h"
#include "tests/worker/agents/living_day.h"

namespace tradepit::worker {
namespace {

class Discard : public EventSink {
public:
    void take(std::vector<common::Event> events) override {
        for (auto& event : events) taken.push_back(std::move(event));
    }
    std::vector<common::Event> taken;
};

/// One symbol for three days, and a day on the second of them.
class TradingDayTest : public testing::Test {
protected:
    static common::PriceSet prices_of(std::vector<common::SymbolPrices> prices) {
        return std::get<common::PriceSet>(common::PriceSet::build(std::move(prices)));
    }
    static common::StampedBar bar(const char* date, const char* open, const char* close) {
        common::Bar one;
        one.open = money(open);
        one.close = money(close);
        return {stamp(date), one};
    }
    TradingDay begin(const char* cash) {
        return std::get<TradingDay>(TradingDay::begin(input, common::Portfolio{money(cash)}, sink));
    }
    static common::MarketOrder buy(const char* amount) {
        return {common::Side::buy, common::Symbol{"AAA"}, common::Amount::read(amount)};
    }

    common::Task task;
    common::MarketRules rules;
    common::PriceSet prices =
        prices_of({{common::Symbol{"AAA"},
                    {bar("2025-10-01", "10", "11"), bar("2025-10-02", "12", "13"),
                     bar("2025-10-03", "14", "15")}}});
    common::Close opening;
    common::ClaimedDay day{stamp("2025-10-02"), 1, {}};
    DayInput input{task, rules, prices, opening, day};
    Discard sink;
};

TEST_F(TradingDayTest, TradesAtTheOpenAndCountsRowsFromOne) {
    auto today = begin("100");
    EXPECT_TRUE(std::holds_alternative<common::Fill>(today.trade(buy("2"))));
    EXPECT_EQ(today.value(), money("100"));
    const auto close = today.close();
    EXPECT_EQ(close.cash, money("76"));
    const auto& row = std::get<common::Position>(sink.taken.at(1));
    EXPECT_EQ(row.action_id, 1);
    EXPECT_EQ(row.price, money("12"));
}

TEST_F(TradingDayTest, ARefusedOrderChangesAndRecordsNothing) {
    auto today = begin("100");
    for (const char* amount : {"-10", "0", "9", "many", "0.5"})
        EXPECT_TRUE(std::holds_alternative<common::Refusal>(today.trade(buy(amount)))) << amount;
    EXPECT_EQ(today.close().cash, money("100"));
    EXPECT_EQ(sink.taken.size(), 2U) << "the opening and the use of buy";
    EXPECT_EQ(std::get<common::ToolUsage>(sink.taken[1]).calls, 5);
}

TEST_F(TradingDayTest, LongTextGoesOutInChunksOfOneStep) {
    auto today = begin("100");
    const std::string text = std::string(common::REASONING_CHUNK_BYTES_MAX - 1, 'x') + "中文";
    today.say(common::Role::assistant, text);
    static_cast<void>(today.close());
    const auto& first = std::get<common::Reasoning>(sink.taken.at(1));
    const auto& second = std::get<common::Reasoning>(sink.taken.at(2));
    EXPECT_TRUE(first.more);
    EXPECT_FALSE(second.more);
    EXPECT_EQ(first.step, second.step);
    EXPECT_EQ(first.content + second.content, text);
    EXPECT_EQ(second.content, "中文") << "no character is cut";
}

/// Everything that the tools answer about `symbol` up to and beyond `today`, as text.
std::string all_answers(TradingDay& today, const common::Symbol& symbol,
                        const std::vector<common::Stamp>& stamps) {
    std::ostringstream text;
    const auto tell = [&](const common::Bar& bar) {
        text << bar.open.text();
        for (const auto& value : {bar.high, bar.low, bar.close})
            text << ' ' << (value ? value->text() : "-");
        text << ' ' << (bar.volume ? std::to_string(*bar.volume) : "-") << '\n';
    };
    for (const auto stamp : stamps) {
        const auto answer = today.price(symbol, stamp);
        if (const auto* bar = std::get_if<common::Bar>(&answer))
            tell(*bar);
        else
            text << std::get<common::PriceRefusal>(answer).text << '\n';
    }
    const auto history = today.history(symbol, 30);
    if (const auto* bars = std::get_if<std::vector<common::StampedBar>>(&history))
        for (const auto& one : *bars) tell(one.bar);
    else
        text << std::get<common::PriceRefusal>(history).text << '\n';
    const auto outcome = today.trade({common::Side::buy, symbol, common::Amount::read("1000000")});
    if (const auto* refusal = std::get_if<common::Refusal>(&outcome))
        text << refusal->detail << '\n';
    return text.str();
}

/// The market with everything after the open of `today` replaced: other numbers in bars that stay,
/// a bar that goes, one that comes, and a symbol that begins.
common::PriceSet with_another_future(const common::PriceSet& prices, common::Stamp today) {
    std::vector<common::SymbolPrices> changed;
    std::size_t kept = 0;
    prices.for_each([&](const common::Symbol& symbol, common::Stamp stamp, common::Bar bar) {
        if (stamp > today && ++kept % 3 == 0) return;
        if (stamp > today) bar.open = money("0.000001");
        if (stamp >= today) {
            bar.high = money("8999999999");
            bar.low = bar.close = std::nullopt;
            bar.volume = 1e300;
        }
        changed.push_back({symbol, {{stamp, bar}}});
    });
    common::Bar fresh;
    fresh.open = money("1");
    changed.push_back({common::Symbol{"ZZZZ"}, {{stamp("2199-01-01"), fresh}}});
    changed.push_back({common::Symbol{"AAAA"}, {{stamp("2199-01-02"), fresh}}});
    return std::get<common::PriceSet>(common::PriceSet::build(std::move(changed)));
}

/// G7 on the tools themselves, with the real market.
TEST_F(TradingDayTest, WhatComesAfterTheOpenChangesNoAnswer) {
    const char* data = std::getenv("TRADEPIT_DATA");
    const char* root = std::getenv("TRADEPIT_ROOT");
    const std::filesystem::path folder =
        data ? std::filesystem::path{data}
             : std::filesystem::path{root ? root : "."} / ".." / "shared" / "data";
    std::ifstream file{folder / "us-daily" / "merged.jsonl"};
    if (!file) GTEST_SKIP() << "no real data: set TRADEPIT_DATA";
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    auto parsed = common::parse_price_file(text, "merged.jsonl");
    ASSERT_FALSE(std::holds_alternative<common::FileFault>(parsed));
    prices = std::get<common::PriceSet>(
        common::PriceSet::build(std::get<common::PriceFile>(std::move(parsed)).prices));

    const auto& calendar = prices.calendar();
    for (std::size_t at = 0; at < calendar.size(); at += 9) {
        day.date = calendar[at];
        const auto future = with_another_future(prices, day.date);
        DayInput other{task, rules, future, opening, day};
        auto symbols = prices.symbols();
        symbols.emplace_back("ZZZZ");
        symbols.emplace_back("AAAA");
        symbols.emplace_back("NOPE");
        auto stamps = calendar;
        stamps.push_back(stamp("2199-01-01"));
        auto here = begin("100");
        auto there =
            std::get<TradingDay>(TradingDay::begin(other, common::Portfolio{money("100")}, sink));
        for (const auto& symbol : symbols)
            ASSERT_EQ(all_answers(here, symbol, stamps), all_answers(there, symbol, stamps))
                << symbol.value() << " on " << day.date.text();
    }
}

}  // namespace
}  // namespace tradepit::worker
