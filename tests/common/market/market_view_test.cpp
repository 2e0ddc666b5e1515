#include "common/market/market_view.h"

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/common/shared_data.h"
#include "tests/common/valuation_cases.h"
#include "tests/common/values.h"

namespace tradepit::common {
namespace {

/// Prices from the 1st to the 4th: AAPL has no bar on the 2nd, LATE begins on the 3rd.
class MarketViewTest : public ::testing::Test {
protected:
    [[nodiscard]] MarketView on(const char* date) const { return {all_prices, day(date)}; }
    static std::string refusal(const auto& answer) {
        return std::string(to_string(std::get<PriceRefusal>(answer).rule)) + ": " +
               std::get<PriceRefusal>(answer).text;
    }

    PriceSet all_prices = std::get<PriceSet>(PriceSet::build(
        {{Symbol("AAPL"), {bar("2025-10-01", "10", "11"), bar("2025-10-03", "12", "13")}},
         {Symbol("MSFT"), {bar("2025-10-01", "20"), bar("2025-10-02", "21", "22")}},
         {Symbol("LATE"), {bar("2025-10-03", "5", "6"), bar("2025-10-04", "7")}}}));
    Symbol aapl{"AAPL"};
    Symbol msft{"MSFT"};
    Symbol late{"LATE"};
};

TEST_F(MarketViewTest, OpensToday) {
    EXPECT_EQ(std::get<Price>(on("2025-10-03").open(aapl)), made_price("12"));
    EXPECT_EQ(std::get<Price>(on("2025-10-03").open(late)), made_price("5"));
}

TEST_F(MarketViewTest, ShowsWholeBarsBeforeTodayAndTodaysOpenAlone) {
    const auto view = on("2025-10-03");
    EXPECT_EQ(std::get<Bar>(view.bar(aapl, day("2025-10-01"))).close, made_price("11"));
    const auto today = std::get<Bar>(view.bar(aapl, day("2025-10-03")));
    EXPECT_EQ(today, bar("2025-10-03", "12").bar);
}

TEST_F(MarketViewTest, RefusesTheFutureBeforeItLooksForTheSymbol) {
    const auto view = on("2025-10-02");
    const auto expected =
        "after_today: no prices after today: asked for 2025-10-03, today is 2025-10-02";
    EXPECT_EQ(refusal(view.bar(aapl, day("2025-10-03"))), expected);
    EXPECT_EQ(refusal(view.bar(Symbol("NOBODY"), day("2025-10-03"))), expected);
}

TEST_F(MarketViewTest, KnowsNoSymbolBeforeItsFirstBar) {
    const auto view = on("2025-10-02");
    EXPECT_EQ(refusal(view.open(late)), "unknown_symbol: unknown symbol \"LATE\"");
    EXPECT_EQ(refusal(view.bar(late, day("2025-10-01"))),
              "unknown_symbol: unknown symbol \"LATE\"");
    EXPECT_EQ(refusal(view.history(late, 5)), "unknown_symbol: unknown symbol \"LATE\"");
    EXPECT_EQ(view.mark(late), std::nullopt);
}

TEST_F(MarketViewTest, NamesTheDateWithoutABar) {
    EXPECT_EQ(refusal(on("2025-10-02").open(aapl)), "no_bar: no price of \"AAPL\" on 2025-10-02");
    EXPECT_EQ(refusal(on("2025-10-03").bar(aapl, day("2025-10-02"))),
              "no_bar: no price of \"AAPL\" on 2025-10-02");
}

TEST_F(MarketViewTest, MarksAtTodaysOpenElseTheLastCloseElseItsOpen) {
    EXPECT_EQ(on("2025-10-03").mark(aapl), made_price("12"));
    EXPECT_EQ(on("2025-10-02").mark(aapl), made_price("11"));
    EXPECT_EQ(on("2025-10-04").mark(msft), made_price("22"));
    EXPECT_EQ(on("2025-10-05").mark(late), made_price("7"));
    EXPECT_EQ(on("2025-09-30").mark(aapl), std::nullopt);
}

TEST(MarketViewValuation, AgreesWithTheSharedCases) {
    std::vector<StampedBar> bars;
    for (const auto& each : tests::VALUED_BARS) {
        const auto whole = [](int units) {
            return Price::from_millionths(std::int64_t{units} * 1'000'000);
        };
        Bar bar;
        bar.open = whole(each.open);
        if (each.close) bar.close = whole(*each.close);
        bars.push_back({*Stamp::parse(each.date), bar});
    }
    const auto prices = std::get<PriceSet>(PriceSet::build({{Symbol{"AAPL"}, bars}}));
    for (const auto& [date, value] : tests::VALUATIONS) {
        const auto mark = MarketView{prices, *Stamp::parse(date)}.mark(Symbol{"AAPL"});
        EXPECT_EQ(mark ? mark->text() : "none", value) << date;
    }
}

TEST_F(MarketViewTest, HasHistoryStrictlyBeforeTodayOldestFirst) {
    const auto view = on("2025-10-04");
    const auto all = std::get<std::vector<StampedBar>>(view.history(aapl, 10));
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].stamp, day("2025-10-01"));
    EXPECT_EQ(all[1], bar("2025-10-03", "12", "13"));
    EXPECT_EQ(std::get<std::vector<StampedBar>>(view.history(aapl, 1)).front(), all[1]);
    EXPECT_TRUE(std::get<std::vector<StampedBar>>(view.history(aapl, 0)).empty());
    EXPECT_TRUE(std::get<std::vector<StampedBar>>(on("2025-10-01").history(aapl, 3)).empty());
}

TEST_F(MarketViewTest, GivesAtMostHistoryBarsMax) {
    const auto view = on("2025-10-04");
    EXPECT_TRUE(
        std::holds_alternative<std::vector<StampedBar>>(view.history(aapl, HISTORY_BARS_MAX)));
    EXPECT_EQ(refusal(view.history(aapl, HISTORY_BARS_MAX + 1)),
              "history_limit: history of at most 1000 bars, asked for 1001");
}

TEST_F(MarketViewTest, ListsWhatCanBeTradedToday) {
    const auto view = on("2025-10-03");
    const auto quotes = view.tradable();
    ASSERT_EQ(quotes.size(), 2u);
    EXPECT_EQ(*quotes[0].symbol, aapl);
    EXPECT_EQ(quotes[0].open, made_price("12"));
    EXPECT_EQ(*quotes[1].symbol, late);
    EXPECT_EQ(view.bar_back(quotes[0].index, 1)->close, made_price("11"));
    EXPECT_FALSE(view.bar_back(quotes[0].index, 2));
    EXPECT_FALSE(view.bar_back(quotes[0].index, 0));
    EXPECT_TRUE(on("2025-10-05").tradable().empty());
}

TEST(MarketView, IsEmptyOnAnEmptySet) {
    const PriceSet prices;
    const MarketView view(prices, day("2025-10-01"));
    EXPECT_TRUE(view.tradable().empty());
    EXPECT_EQ(view.mark(Symbol("A")), std::nullopt);
}

// Guarantee G7: no look-ahead.

void write(std::string& to, const Bar& bar) {
    to += bar.open.text();
    for (const auto& money : {bar.high, bar.low, bar.close}) to += money ? money->text() : "-";
    to += bar.volume ? std::to_string(*bar.volume) : "-";
}

void write(std::string& to, const PriceRefusal& refusal) {
    to += std::string(to_string(refusal.rule)) + refusal.text;
}

void write(std::string& to, Price price) { to += price.text(); }

void write(std::string& to, const std::vector<StampedBar>& bars) {
    for (const auto& [stamp, bar] : bars) {
        to += stamp.text();
        write(to, bar);
    }
}

void write_answer(std::string& to, const auto& answer) {
    std::visit([&](const auto& value) { write(to, value); }, answer);
    to += '\n';
}

/// The answers of a view to every kind of request, as text.
std::string transcript(const MarketView& view, const std::vector<Symbol>& symbols,
                       const std::vector<Stamp>& stamps) {
    std::string all;
    for (const auto& symbol : symbols) {
        write_answer(all, view.open(symbol));
        for (const Stamp stamp : stamps) write_answer(all, view.bar(symbol, stamp));
        write_answer(all, view.history(symbol, 3));
        write_answer(all, view.history(symbol, HISTORY_BARS_MAX + 1));
        const auto mark = view.mark(symbol);
        all += mark ? mark->text() : "no mark";
    }
    for (const auto& quote : view.tradable()) {
        all += quote.symbol->value() + quote.open.text();
        for (const size_t back : std::initializer_list<size_t>{1, 2, 20, 10'000}) {
            if (const auto bar = view.bar_back(quote.index, back)) write(all, *bar);
        }
    }
    return all;
}

/// The prices with everything after today's open changed: later bars are removed or replaced by
/// garbage. With garbage, a symbol is added that begins after today.
PriceSet tampered(const std::vector<SymbolPrices>& prices, Stamp today, bool remove) {
    std::vector<SymbolPrices> result;
    for (const auto& [symbol, bars] : prices) {
        result.push_back({symbol, {}});
        for (auto entry : bars) {
            if (entry.stamp > today && remove) continue;
            if (entry.stamp > today) entry.bar.open = made_price("8999999999.999999");
            if (entry.stamp >= today) {
                entry.bar.high = made_price("0.000001");
                entry.bar.low = std::nullopt;
                entry.bar.close = made_price("123456789");
                entry.bar.volume = -1;
            }
            result.back().bars.push_back(entry);
        }
    }
    if (!remove) result.push_back({Symbol("A-NEWCOMER"), {bar("2199-12-31", "1", "2")}});
    return std::get<PriceSet>(PriceSet::build(std::move(result)));
}

class NoLookAhead : public SharedData {};

TEST_F(NoLookAhead, NothingAfterTodaysOpenChangesAnyAnswer) {
    const auto prices = file_of("us-daily").prices;
    const auto original = std::get<PriceSet>(PriceSet::build(prices));
    auto symbols = original.symbols();
    symbols.emplace_back("A-NEWCOMER");
    symbols.emplace_back("NOBODY");
    const auto& calendar = original.calendar();
    ASSERT_EQ(calendar.size(), 100u);
    for (size_t d = 0; d < calendar.size(); ++d) {
        std::vector<Stamp> stamps = {day("1999-12-31"), calendar[d], day("2199-12-31")};
        for (size_t s = d % 9; s < calendar.size(); s += 9) stamps.push_back(calendar[s]);
        const auto expected = transcript({original, calendar[d]}, symbols, stamps);
        for (const bool remove : {false, true}) {
            const auto changed = tampered(prices, calendar[d], remove);
            ASSERT_EQ(transcript({changed, calendar[d]}, symbols, stamps), expected)
                << calendar[d].text() << (remove ? " removed" : " garbage");
        }
    }
}

}  // namespace
}  // namespace tradepit::common
