#include "cli/history/history_verify.h"

#include <string>
#include <variant>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::cli {
namespace {

using Json = nlohmann::ordered_json;

common::RecordFile file_of(const std::string& text) {
    return std::get<common::RecordFile>(common::parse_record_file(text));
}
const std::string OPENING = R"({"date": "2025-10-01", "positions": {"CASH": 1000}})"
                            "\n";
const std::string BUY =
    R"({"date": "2025-10-02", "this_action": {"action": "buy", "symbol": "A", "amount": 4}, )"
    R"("positions": {"A": 4, "CASH": 600}})"
    "\n";

Json opening() {
    return {{"date", "2025-10-01"},
            {"action_id", 0},
            {"action_type", "no_trade"},
            {"symbol", nullptr},
            {"amount", nullptr},
            {"price", nullptr},
            {"cash", 1000.0},
            {"portfolio_value", 1000.0},
            {"holdings", Json::array()}};
}
Json buy() {
    auto row = opening();
    row.update({{"date", "2025-10-02"},
                {"action_id", 1},
                {"action_type", "buy"},
                {"symbol", "A"},
                {"amount", 4},
                {"price", 100.0},
                {"cash", 600.0},
                {"holdings", {{{"symbol", "A"}, {"quantity", 4}}}}});
    return row;
}
Comparison compared(const std::string& text, const std::vector<Json>& rows) {
    Comparison comparison;
    compare_records("m", text.empty() ? common::RecordFile{} : file_of(text), rows, comparison);
    return comparison;
}

TEST(HistoryComparison, TheSameIsEqual) {
    const auto comparison = compared(OPENING + BUY, {opening(), buy()});
    EXPECT_EQ(comparison.difference_count, 0);
    EXPECT_EQ(comparison.records_compared, 2);
}

TEST(HistoryComparison, ADifferenceIsNamedWithBothSides) {
    auto row = buy();
    row["cash"] = 600.5;
    const auto comparison = compared(OPENING + BUY, {opening(), row});
    ASSERT_EQ(comparison.difference_count, 1);
    const auto& difference = comparison.differences[0];
    EXPECT_EQ(difference.where, "line 2, action 1");
    EXPECT_EQ(difference.what, "CASH");
    EXPECT_EQ(difference.file, "600.0");
    EXPECT_EQ(difference.database, "600.5");
}

TEST(HistoryComparison, EveryFieldIsLookedAt) {
    const std::pair<const char*, Json> changes[] = {{"action_type", "sell"},
                                                    {"symbol", "B"},
                                                    {"amount", 5},
                                                    {"cash", 1.0},
                                                    {"holdings", Json::array()}};
    for (const auto& [field, value] : changes) {
        auto row = buy();
        row[field] = value;
        EXPECT_EQ(compared(BUY, {row}).difference_count, 1) << field;
    }
}

TEST(HistoryComparison, APriceAndAValueCountWhereTheFileStatesThem) {
    auto row = buy();
    row["price"] = 99.0;
    row["portfolio_value"] = 1.0;
    EXPECT_EQ(compared(BUY, {row}).difference_count, 0);
    std::string stated = BUY;
    stated.replace(stated.find("\"amount\": 4"), 11, R"("amount": 4, "price": 100)");
    stated.replace(stated.rfind('}'), 1, R"(, "portfolio_value": 1000})");
    EXPECT_EQ(compared(stated, {row}).difference_count, 2);
    EXPECT_EQ(compared(stated, {buy()}).difference_count, 0);
}

TEST(HistoryComparison, WhatOnlyOneSideHasIsADifference) {
    EXPECT_EQ(compared(OPENING + BUY, {opening()}).difference_count, 1);
    EXPECT_EQ(compared(OPENING, {opening(), buy()}).difference_count, 1);
    EXPECT_EQ(compared("", {opening()}).differences[0].database, "action 0");
}

TEST(HistoryComparison, LogsAreComparedStepByStep) {
    LogFile file;
    file.steps = {{1, common::Role::user, "a"}, {2, common::Role::assistant, "b"}};
    const auto step = [](const char* role, const char* content) {
        return Json{
            {"role", role}, {"content", content}, {"tool_name", nullptr}, {"timestamp", "t"}};
    };
    Comparison equal;
    compare_log("m", "2025-10-02", file, {step("user", "a"), step("assistant", "b")}, equal);
    EXPECT_EQ(equal.difference_count, 0);
    EXPECT_EQ(equal.steps_compared, 2);
    Comparison unequal;
    compare_log("m", "2025-10-02", file, {step("user", "c")}, unequal);
    ASSERT_EQ(unequal.difference_count, 2);
    EXPECT_EQ(unequal.differences[0].what, "content");
    EXPECT_EQ(unequal.differences[1].what, "step");
}

TEST(HistoryComparison, ManyDifferencesAreCountedAndTheFirstTold) {
    Comparison comparison;
    for (std::size_t i = 0; i <= DIFFERENCES_MAX; ++i) comparison.add({});
    EXPECT_EQ(comparison.differences.size(), DIFFERENCES_MAX);
    EXPECT_EQ(comparison.difference_count, static_cast<std::int64_t>(DIFFERENCES_MAX) + 1);
}

}  // namespace
}  // namespace tradepit::cli
