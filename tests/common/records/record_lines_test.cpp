#include "common/records/record_lines.h"

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "common/records/record_file.h"

namespace tradepit::common {
namespace {

using Json = nlohmann::ordered_json;

Json row(const char* date, double cash, double value) {
    return {{"date", date},
            {"model", "m"},
            {"action_type", "no_trade"},
            {"symbol", nullptr},
            {"amount", nullptr},
            {"price", nullptr},
            {"cash", cash},
            {"portfolio_value", value},
            {"daily_profit", 0.0},
            {"cumulative_profit", 0.0},
            {"holdings", Json::array()}};
}
Json trade(const char* action, double price) {
    auto made = row("2025-10-02", 5.5, 1000.25);
    made["action_type"] = action;
    made["symbol"] = "A";
    made["amount"] = 3;
    made["price"] = price;
    made["holdings"].push_back({{"symbol", "A"}, {"quantity", 3}});
    return made;
}
std::string line_of(RecordLines& lines, const Json& row) { return lines.day({row}); }

TEST(RecordLines, TheFirstIsWithoutAnAction) {
    RecordLines lines{{}};
    EXPECT_EQ(line_of(lines, row("2025-10-01", 1000, 1000)),
              R"({"date":"2025-10-01","id":0,"positions":{"CASH":1000.0},"portfolio_value":1000.0})"
              "\n");
    EXPECT_EQ(line_of(lines, row("2025-10-02", 1000, 1000)),
              R"({"date":"2025-10-02","id":1,"this_action":{"action":"no_trade","symbol":"",)"
              R"("amount":0},"positions":{"CASH":1000.0},"portfolio_value":1000.0})"
              "\n");
    EXPECT_EQ(lines.records(), 2);
}

TEST(RecordLines, ATradeIsCalledAsItsMarketCallsIt) {
    MarketRules crypto;
    crypto.buy_action = "buy_crypto";
    crypto.sell_action = "sell_crypto";
    RecordLines lines{crypto};
    EXPECT_EQ(line_of(lines, trade("buy", 187.25)),
              R"({"date":"2025-10-02","id":0,"this_action":{"action":"buy_crypto","symbol":"A",)"
              R"("amount":3,"price":187.25},"positions":{"A":3,"CASH":5.5},)"
              R"("portfolio_value":1000.25})"
              "\n");
    EXPECT_NE(line_of(lines, trade("sell", 1)).find("sell_crypto"), std::string::npos);
}

TEST(RecordLines, WhatFiguresBeginWithIsSaidOnTheFirstLineAlone) {
    RecordLines lines{{}};
    auto first = row("2025-10-02", 1000, 1000);
    first["daily_profit"] = 100.0;
    first["cumulative_profit"] = 250.0;
    const auto text = line_of(lines, first);
    EXPECT_NE(text.find(R"("initial_value":750.0,"previous_value":900.0)"), std::string::npos)
        << text;
    EXPECT_EQ(line_of(lines, first).find("initial_value"), std::string::npos);
}

TEST(RecordLines, AreReadAgainAsTheyWere) {
    RecordLines lines{{}};
    const auto file =
        parse_record_file(lines.day({row("2025-10-02", 7.125, 8), trade("buy", 0.1)}));
    ASSERT_TRUE(std::holds_alternative<RecordFile>(file));
    const auto& records = std::get<RecordFile>(file).records;
    ASSERT_EQ(records.size(), 2u);
    EXPECT_EQ(records[0].action, std::nullopt);
    EXPECT_EQ(records[0].portfolio_value->text(), "8");
    EXPECT_EQ(records[1].action, Action::buy);
    EXPECT_EQ(records[1].price->text(), "0.1");
    EXPECT_EQ(records[1].holdings.size(), 1u);
}

TEST(RecordLines, GoOnBehindThoseThatAreThere) {
    RecordLines lines{{}, 7};
    EXPECT_NE(line_of(lines, row("2025-10-02", 1000, 900)).find(R"("id":7,"this_action")"),
              std::string::npos);
    EXPECT_EQ(lines.records(), 8);
}

TEST(RecordLines, DateAndIdOfALineAreFoundAgain) {
    RecordLines lines{{}, 12};
    const auto line = line_of(lines, row("2025-10-01 11:00:00", 1000, 1000));
    const auto head = head_of_line(line);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->date, "2025-10-01 11:00:00");
    EXPECT_EQ(head->id, 12);
    for (const auto* other : {"{}", "", R"({"date":")", R"({"date":"2025-10-01)",
                              R"({"date":"2025-10-01","id":)", R"({"date":"2025-10-01","id":"1"})"})
        EXPECT_FALSE(head_of_line(other)) << other;
}

}  // namespace
}  // namespace tradepit::common
