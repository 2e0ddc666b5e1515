#include "common/trading/tools.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/text/json.h"
#include "tests/common/trading/one_symbol_day.h"

namespace tradepit::common {
namespace {

using nlohmann::json;

class ToolTable : public OneSymbolDay {
protected:
    static json call(TradingDay& today, std::string_view tool, const char* arguments) {
        return find_tool(tool)->call(today, json::parse(arguments));
    }
    /// The tool usage of a closed day as text: "buy 2 sell 1".
    std::string usage() {
        std::string text;
        for (const auto& event : sink.taken)
            if (const auto* used = std::get_if<ToolUsage>(&event))
                text += (text.empty() ? "" : " ") + used->tool + " " + std::to_string(used->calls);
        return text;
    }
};

TEST_F(ToolTable, NamesEachToolOnceWithSchemasThatAreObjects) {
    std::string names;
    for (const auto& tool : tools()) {
        names += std::string{tool.name} + " ";
        EXPECT_EQ(find_tool(tool.name), &tool);
        EXPECT_FALSE(tool.description.empty());
        for (const auto schema : {tool.arguments_schema, tool.result_schema}) {
            const auto parsed = parse_json(schema);
            ASSERT_TRUE(std::holds_alternative<json>(parsed)) << tool.name;
            EXPECT_EQ(std::get<json>(parsed).at("type"), "object") << tool.name;
        }
    }
    EXPECT_EQ(names, "get_price_local get_history buy sell ");
    EXPECT_EQ(find_tool("transfer"), nullptr);
}

TEST_F(ToolTable, ThePriceOfTodayIsItsOpenAlone) {
    auto today = begin("100");
    EXPECT_EQ(call(today, PRICE_TOOL, R"({"symbol": "AAA", "date": "2025-10-02"})"),
              json::parse(R"({"symbol": "AAA", "date": "2025-10-02", "ohlcv": {"open": 12.0}})"));
    EXPECT_EQ(call(today, PRICE_TOOL, R"({"symbol": "AAA", "date": "2025-10-01"})").at("ohlcv"),
              json::parse(R"({"open": 10.0, "close": 11.0})"));
    EXPECT_TRUE(
        call(today, PRICE_TOOL, R"({"symbol": "AAA", "date": "2025-10-03"})").contains("error"));
}

TEST_F(ToolTable, HistoryEndsBeforeToday) {
    auto today = begin("100");
    EXPECT_EQ(call(today, HISTORY_TOOL, R"({"symbol": "AAA", "count": 5})").at("bars"),
              json::parse(R"([{"date": "2025-10-01", "open": 10.0, "close": 11.0}])"));
}

TEST_F(ToolTable, ATradeAnswersTheWholeNewPosition) {
    auto today = begin("100");
    EXPECT_EQ(call(today, BUY_TOOL, R"({"symbol": "AAA", "amount": 3})"),
              json::parse(R"({"AAA": 3.0, "CASH": 64.0})"));
    EXPECT_EQ(call(today, SELL_TOOL, R"({"symbol": "AAA", "amount": "1"})"),
              json::parse(R"({"AAA": 2.0, "CASH": 76.0})"));
    EXPECT_EQ(today.portfolio().cash(), money("76"));
}

TEST_F(ToolTable, ARefusedTradeNamesTheRuleAndTheNumbers) {
    auto today = begin("100");
    const auto refused = call(today, BUY_TOOL, R"({"symbol": "AAA", "amount": 9})");
    EXPECT_EQ(refused.at("rule"), "not_enough_cash");
    EXPECT_EQ(refused.at("required_cash"), 108.0);
    EXPECT_EQ(refused.at("cash_available"), 100.0);
    EXPECT_EQ(call(today, BUY_TOOL, R"({"symbol": "AAA", "amount": 0.5})").at("rule"),
              "amount_decimals");
    EXPECT_EQ(today.portfolio().cash(), money("100"));
}

TEST_F(ToolTable, WrongArgumentsAreAResultThatSaysWhatIsWrong) {
    auto today = begin("100");
    const std::tuple<std::string_view, const char*, const char*> table[] = {
        {BUY_TOOL, R"([])", "the arguments must be an object"},
        {BUY_TOOL, R"({"amount": 1})", "symbol is required"},
        {SELL_TOOL, R"({"symbol": "AAA"})", "amount is required"},
        {SELL_TOOL, R"({"symbol": "AAA", "amount": true})", "amount must be a number"},
        {PRICE_TOOL, R"({"symbol": 7, "date": "2025-10-01"})", "symbol must be a text"},
        {PRICE_TOOL, R"({"symbol": "AAA", "date": "today"})",
         "date must be YYYY-MM-DD or YYYY-MM-DD HH:MM:SS"},
        {HISTORY_TOOL, R"({"symbol": "AAA", "count": -1})", "count must be a whole number above 0"},
    };
    for (const auto& [tool, arguments, fault] : table)
        EXPECT_EQ(call(today, tool, arguments), json({{"error", fault}})) << arguments;
}

TEST_F(ToolTable, EveryCallIsCountedByNameWhateverComesOfIt) {
    auto today = begin("100");
    call(today, SELL_TOOL, R"({"symbol": "AAA", "amount": 1})");
    call(today, BUY_TOOL, R"({"symbol": "AAA", "amount": 1})");
    call(today, BUY_TOOL, R"({})");
    call(today, PRICE_TOOL, R"({"symbol": "NOPE", "date": "2025-10-01"})");
    static_cast<void>(today.close());
    EXPECT_EQ(usage(), "get_price_local 1 buy 2 sell 1");
}

TEST_F(ToolTable, ACallByTheTableIsTheSameAsOneByTheDaysOwnFunctions) {
    auto by_table = begin("100");
    call(by_table, BUY_TOOL, R"({"symbol": "AAA", "amount": 2})");
    const auto first = by_table.close();
    const auto events = std::exchange(sink.taken, {});
    auto by_function = begin("100");
    EXPECT_TRUE(std::holds_alternative<Fill>(by_function.trade(buy("2"))));
    EXPECT_EQ(by_function.close(), first);
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(std::get<Position>(events[1]), std::get<Position>(sink.taken.at(1)));
}

}  // namespace
}  // namespace tradepit::common
