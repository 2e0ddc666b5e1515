#include "common/accounting/accounting.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/common/values.h"

namespace tradepit::common {
namespace {

TEST(Figures, CompareWithTheDayBeforeAndTheOpening) {
    const auto day = figures(money("10931.924"), money("11000"), money("10000"));
    EXPECT_EQ(day.daily_profit, money("-68.076"));
    EXPECT_EQ(day.daily_return.text(), "-0.618873");
    EXPECT_EQ(day.cumulative_profit, money("931.924"));
    EXPECT_EQ(day.cumulative_return.text(), "9.31924");
}

TEST(Figures, OfAModelThatStartsWithNothingAreZero) {
    const auto day = figures(money("5"), Money(), Money());
    EXPECT_EQ(day.daily_profit, money("5"));
    EXPECT_EQ(day.daily_return, Percent());
    EXPECT_EQ(day.cumulative_return, Percent());
}

/// Checks actions on books with 100 in cash, 2 A and 5 B.
class Follows : public ::testing::Test {
protected:
    static std::string check(Action action, const char* symbol, const char* amount,
                             const char* price, const char* cash, std::vector<Holding> holdings) {
        const std::vector<Holding> before = {{Symbol("A"), shares("2")},
                                             {Symbol("B"), shares("5")}};
        const Symbol traded(symbol);
        const auto fault = transition_fault({money("100"), before},
                                            {action, traded, shares(amount), made_price(price)},
                                            {money(cash), holdings});
        return fault.value_or("follows");
    }
    static Holding held(const char* symbol, const char* quantity) {
        return {Symbol(symbol), shares(quantity)};
    }
};

TEST_F(Follows, ABuyASaleAndNoTrade) {
    EXPECT_EQ(check(Action::buy, "A", "1", "30.5", "69.5", {held("A", "3"), held("B", "5")}),
              "follows");
    EXPECT_EQ(check(Action::buy, "AB", "1", "100", "0",
                    {held("A", "2"), held("AB", "1"), held("B", "5")}),
              "follows");
    EXPECT_EQ(check(Action::sell, "B", "5", "2", "110", {held("A", "2")}), "follows");
    EXPECT_EQ(check(Action::sell, "B", "4", "2", "108", {held("A", "2"), held("B", "1")}),
              "follows");
    EXPECT_EQ(check(Action::no_trade, "", "0", "0", "100", {held("A", "2"), held("B", "5")}),
              "follows");
    EXPECT_EQ(check(Action::buy, "A", "0", "30.5", "100", {held("A", "2"), held("B", "5")}),
              "follows");
}

TEST_F(Follows, NotWithOtherCash) {
    EXPECT_EQ(check(Action::buy, "A", "1", "30.5", "69.500001", {held("A", "3"), held("B", "5")}),
              "cash should be 69.5, is 69.500001");
    EXPECT_EQ(check(Action::no_trade, "", "0", "0", "100.01", {held("A", "2"), held("B", "5")}),
              "cash should be 100, is 100.01");
}

TEST_F(Follows, NotWithNegativeCash) {
    EXPECT_EQ(check(Action::buy, "A", "1", "100.01", "-0.01", {held("A", "3"), held("B", "5")}),
              "cash must be 0 to 8589934592, got -0.01");
}

TEST_F(Follows, NotWithAnotherHolding) {
    EXPECT_EQ(check(Action::buy, "A", "1", "30", "70", {held("A", "4"), held("B", "5")}),
              "holding of \"A\" should be 3, is 4");
    EXPECT_EQ(check(Action::sell, "A", "2", "1", "102", {held("A", "2"), held("B", "5")}),
              "holding of \"A\" should be 0, is 2");
    EXPECT_EQ(check(Action::sell, "A", "3", "1", "103", {held("B", "5")}),
              "a sell of 3 \"A\" leads from 2 to a holding that is below 0");
}

TEST_F(Follows, NotWithUntradedHoldingsChanged) {
    EXPECT_EQ(check(Action::buy, "A", "1", "30", "70", {held("A", "3"), held("B", "6")}),
              "holding of \"B\" should be 5, is 6");
    EXPECT_EQ(check(Action::buy, "A", "1", "30", "70", {held("A", "3")}),
              "holding of \"B\" should be 5, is 0");
    EXPECT_EQ(check(Action::no_trade, "", "0", "0", "100",
                    {held("A", "2"), held("AA", "1"), held("B", "5")}),
              "holding of \"AA\" should be 0, is 1");
}

TEST_F(Follows, NotWithHoldingsOutOfOrderRepeatedOrZero) {
    EXPECT_EQ(check(Action::no_trade, "", "0", "0", "100", {held("B", "5"), held("A", "2")}),
              "holding of \"A\" is out of order or there twice");
    EXPECT_EQ(check(Action::no_trade, "", "0", "0", "100", {held("A", "2"), held("A", "2")}),
              "holding of \"A\" is out of order or there twice");
    EXPECT_EQ(check(Action::no_trade, "", "0", "0", "100", {held("A", "0")}),
              "holding of \"A\" is 0");
}

TEST_F(Follows, NotWithPricesBeyondReason) {
    EXPECT_EQ(check(Action::buy, "A", "2", "8589934592", "0", {held("A", "4"), held("B", "5")}),
              "price × amount is beyond 8589934592");
    EXPECT_EQ(check(Action::buy, "A", "1", "-1", "101", {held("A", "3"), held("B", "5")}),
              "price must not be negative, got -1");
}

TEST_F(Follows, NotWithAQuantityThatADoubleCannotHold) {
    EXPECT_EQ(check(Action::buy, "A", "67108864.00000001", "0", "100",
                    {held("A", "67108866"), held("B", "5")}),
              "amount 67108864.00000001 has 8 decimals; with 8 decimals a quantity is at most "
              "67108864");
    EXPECT_EQ(check(Action::buy, "A", "67108863.00000001", "0", "100",
                    {held("A", "67108865.00000001"), held("B", "5")}),
              "holding of \"A\" 67108865.00000001 has 8 decimals; with 8 decimals a quantity is at "
              "most 67108864");
    EXPECT_EQ(check(Action::buy, "A", "67108861.99999999", "0", "100",
                    {held("A", "67108863.99999999"), held("B", "5")}),
              "follows");
}

TEST(Opening, IsCheckedLikeBooks) {
    const auto fault = [](const char* cash, const char* value, const char* held) {
        return opening_fault({money(cash), money(value), {{Symbol("A"), shares(held)}}})
            .value_or("good");
    };
    EXPECT_EQ(fault("1", "2", "67108864"), "good");
    EXPECT_EQ(fault("1", "2", "0"), "holding of \"A\" is 0");
    EXPECT_EQ(fault("1", "2", "67108864.00000001"),
              "holding of \"A\" 67108864.00000001 has 8 decimals; with 8 decimals a quantity is at "
              "most 67108864");
    EXPECT_EQ(fault("1", "-1", "1"), "opening value must be 0 to 8589934592, got -1");
    EXPECT_EQ(fault("-1", "1", "1"), "cash must be 0 to 8589934592, got -1");
    EXPECT_EQ(fault("1", "8589934592.000001", "1"),
              "opening value must be 0 to 8589934592, got 8589934592.000001");
}

TEST(ActionNames, AreTheSchemas) {
    for (const Action action : {Action::no_trade, Action::buy, Action::sell}) {
        EXPECT_EQ(from_text<Action>(to_text(action)), action);
    }
    EXPECT_FALSE(from_text<Action>("buy_crypto"));
}

}  // namespace
}  // namespace tradepit::common
