#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/records/recorded_orders.h"
#include "tests/worker/agents/living_day.h"

namespace tradepit::worker {
namespace {

using common::Action;
using common::RecordedOrder;

/// One recorded trade of AAA at 100, as the file has it, after 1,000 in cash.
RecordedOrder bought(const char* amount, const char* cash_after, const char* held) {
    RecordedOrder order;
    order.line = 2;
    order.id = 1;
    order.action = Action::buy;
    order.symbol = common::Symbol{"AAA"};
    order.amount = quantity(amount);
    order.cash = money(cash_after);
    order.cash_decimals = 2;
    if (quantity(held) > common::Quantity{})
        order.holdings = {{common::Symbol{"AAA"}, quantity(held)}};
    return order;
}

nlohmann::json replayed(LivingDay& day, const std::vector<RecordedOrder>& orders) {
    day.bar("AAA", "2025-10-01", "100").cash("1000").orders(common::to_json(orders));
    day.run(R"({"kind":"replay"})", "2025-10-01");
    EXPECT_EQ(day.end.ending, common::Ending::completed);
    const auto said = day.said();
    return said.empty() ? nlohmann::json{} : nlohmann::json::parse(said.back().content);
}

TEST(Replay, ADayWithoutRecordsIsADayWithoutTrades) {
    LivingDay day;
    day.bar("AAA", "2025-10-01", "100").run(R"({"kind":"replay"})", "2025-10-01");
    EXPECT_EQ(day.trades(), "");
    EXPECT_TRUE(day.said().empty());
}

TEST(Replay, ARecordThatTheMarketConfirmsMatches) {
    LivingDay day;
    const auto report = replayed(day, {bought("3", "700", "3")});
    EXPECT_EQ(report.dump(), R"({"differences":[],"matched":1,"records":1})");
    EXPECT_EQ(day.trades(), "buy AAA 3 at 100");
    EXPECT_EQ(day.said().back().tool, "replay");
}

TEST(Replay, AnotherPriceIsADifferenceOfPriceAndState) {
    LivingDay day;
    auto order = bought("3", "699.97", "3");
    order.price = *common::Price::parse("100.01");
    const auto report = replayed(day, {order});
    ASSERT_EQ(report["differences"].size(), 2U);
    EXPECT_EQ(report["differences"][0]["kind"], "price");
    EXPECT_EQ(report["differences"][0]["recorded"], "100.01");
    EXPECT_EQ(report["differences"][0]["ours"], "100");
    EXPECT_EQ(report["differences"][1]["kind"], "state");
    EXPECT_EQ(report["differences"][1]["recorded"].dump(), R"({"CASH":"699.97"})");
    EXPECT_EQ(report["differences"][1]["ours"].dump(), R"({"CASH":"700"})");
    EXPECT_EQ(report["matched"], 0);
}

TEST(Replay, ARefusedOrderNamesTheRuleAndTheNumbers) {
    LivingDay day;
    const auto report = replayed(day, {bought("11", "-100", "11")});
    EXPECT_EQ(report["differences"][0]["kind"], "refused");
    EXPECT_EQ(report["differences"][0]["rule"], "not_enough_cash");
    EXPECT_EQ(day.trades(), "");
}

TEST(Replay, ARecordedTradeOfZeroMakesNoRowAndIsTold) {
    LivingDay day;
    const auto report = replayed(day, {bought("0", "1000", "0")});
    EXPECT_EQ(day.trades(), "");
    EXPECT_EQ(report["matched"], 1);
    ASSERT_EQ(report["differences"].size(), 1U);
    EXPECT_EQ(report["differences"][0]["kind"], "amount_zero");
}

TEST(Replay, CashIsComparedAtTheRecordsOwnDecimals) {
    LivingDay day;
    auto order = bought("3", "700", "3");
    order.cash = money("700.004");
    EXPECT_EQ(replayed(day, {order})["matched"], 1);
}

TEST(Replay, OrdersThatCannotBeReadFailTheDayForGood) {
    LivingDay day;
    day.bar("AAA", "2025-10-01", "100").orders("{").run(R"({"kind":"replay"})", "2025-10-01");
    EXPECT_EQ(day.end.ending, common::Ending::failed_permanent);
}

}  // namespace
}  // namespace tradepit::worker
