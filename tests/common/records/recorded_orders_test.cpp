#include "common/records/recorded_orders.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

std::vector<RecordedOrder> example() {
    RecordedOrder buy;
    buy.line = 3;
    buy.id = 2;
    buy.action = Action::buy;
    buy.symbol = Symbol{"NVDA"};
    buy.amount = *Quantity::parse("10");
    buy.price = *Price::parse("187.2");
    buy.cash = *Money::parse("8128");
    buy.cash_decimals = 2;
    buy.holdings = {{Symbol{"NVDA"}, *Quantity::parse("10")}};
    RecordedOrder none;
    none.line = 4;
    none.id = -1;
    none.cash = *Money::parse("-0.000001");
    none.quantity_decimals = 8;
    return {buy, none};
}

TEST(RecordedOrders, AreReadAsTheyWereWritten) {
    const auto read = parse_recorded_orders(to_json(example()));
    ASSERT_TRUE(std::holds_alternative<std::vector<RecordedOrder>>(read))
        << std::get<std::string>(read);
    EXPECT_EQ(std::get<std::vector<RecordedOrder>>(read), example());
}

TEST(RecordedOrders, HaveTheFormatOfTheHeader) {
    EXPECT_EQ(
        to_json(std::vector{example()[0]}),
        R"([{"line":3,"id":2,"action":"buy","symbol":"NVDA","amount":"10","price":"187.2",)"
        R"("cash":"8128","cash_decimals":2,"quantity_decimals":0,"holdings":{"NVDA":"10"}}])");
    EXPECT_EQ(to_json(std::vector<RecordedOrder>{}), "[]");
}

TEST(RecordedOrders, OtherTextsAreRefused) {
    for (const auto* text : {"", "{}", "[1]", "[{}]", R"([{"line":"3"}])"}) {
        EXPECT_TRUE(std::holds_alternative<std::string>(parse_recorded_orders(text))) << text;
    }
    auto text = to_json(std::vector{example()[0]});
    text.replace(text.find("\"10\""), 4, "\"-1\"");
    EXPECT_TRUE(std::holds_alternative<std::string>(parse_recorded_orders(text)));
}

TEST(RecordedOrders, NumbersBeyondTheLimitsOfBooksAreRefused) {
    const auto is_read = [](std::string_view field, const std::string& value) {
        auto text = to_json(std::vector{example()[0]});
        const auto at = text.find(':', text.find(field)) + 1;
        text.replace(at, text.find_first_of(",}", at) - at, value);
        return std::holds_alternative<std::vector<RecordedOrder>>(parse_recorded_orders(text));
    };
    EXPECT_TRUE(is_read("\"cash\"", "\"8589934592\""));
    EXPECT_FALSE(is_read("\"cash\"", "\"8589934592.000001\""));
    EXPECT_FALSE(is_read("\"cash\"", "\"-9223372036854.775807\""));
    EXPECT_FALSE(is_read("\"price\"", "\"8589934592.000001\""));
    EXPECT_TRUE(is_read("\"amount\"", "\"67108864\""));
    EXPECT_FALSE(is_read("\"amount\"", "\"67108864.00000001\""));
    EXPECT_FALSE(is_read("{\"NVDA\"", "\"67108864.00000001\""));
}

}  // namespace
}  // namespace tradepit::common
