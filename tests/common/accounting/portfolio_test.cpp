#include "common/accounting/portfolio.h"

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/common/values.h"

namespace tradepit::common {
namespace {

/// Orders and their outcomes as text: buy("AAPL", "3") gives "bought 3 at 100.5 for 301.5" or
/// "rule: detail".
class Trading : public ::testing::Test {
protected:
    std::string buy(const char* symbol, const char* amount) {
        return trade(Side::buy, symbol, amount);
    }
    std::string sell(const char* symbol, const char* amount) {
        return trade(Side::sell, symbol, amount);
    }
    std::string trade(Side side, const char* symbol, const char* amount) {
        last = of_model.apply({side, Symbol(symbol), Amount::read(amount)}, view, rules);
        if (const auto* refusal = std::get_if<Refusal>(&last)) {
            return std::string(to_string(refusal->rule)) + ": " + refusal->detail;
        }
        const auto& fill = std::get<Fill>(last);
        return std::string(fill.side == Side::buy ? "bought " : "sold ") + fill.quantity.text() +
               " at " + fill.price.text() + " for " + fill.total.text();
    }
    [[nodiscard]] std::string books() const {
        std::string text = of_model.cash().text();
        for (const auto& [symbol, quantity] : of_model.holdings()) {
            text += " " + symbol.value() + "=" + quantity.text();
        }
        return text;
    }
    [[nodiscard]] std::string worth() const {
        const auto worth = value_of(of_model, view);
        const auto* fault = std::get_if<std::string>(&worth);
        return fault == nullptr ? std::get<Money>(worth).text() : *fault;
    }

    PriceSet prices = std::get<PriceSet>(
        PriceSet::build({{Symbol("AAPL"), {bar("2025-10-01", "99"), bar("2025-10-02", "100.5")}},
                         {Symbol("BTC"), {bar("2025-10-02", "0.000003")}},
                         {Symbol("GONE"), {bar("2025-10-01", "7.25")}},
                         {Symbol("LATE"), {bar("2025-10-03", "1")}},
                         {Symbol("DEAR"), {bar("2025-10-02", "8589934592")}}}));
    MarketView view{prices, day("2025-10-02")};
    MarketRules rules;
    Portfolio of_model{money("1000")};
    std::variant<Fill, Refusal> last = Refusal{};
};

TEST_F(Trading, BuysAndSellsAtTodaysOpen) {
    EXPECT_EQ(buy("AAPL", "3"), "bought 3 at 100.5 for 301.5");
    EXPECT_EQ(books(), "698.5 AAPL=3");
    EXPECT_EQ(sell("AAPL", "1"), "sold 1 at 100.5 for 100.5");
    EXPECT_EQ(books(), "799 AAPL=2");
}

TEST_F(Trading, ForgetsWhatIsSoldOut) {
    static_cast<void>(buy("AAPL", "2"));
    EXPECT_EQ(sell("AAPL", "2"), "sold 2 at 100.5 for 201");
    EXPECT_EQ(books(), "1000");
}

TEST_F(Trading, KeepsHoldingsInByteOrder) {
    static_cast<void>(buy("BTC", "1"));
    static_cast<void>(buy("AAPL", "1"));
    EXPECT_EQ(books(), "899.499997 AAPL=1 BTC=1");
}

TEST_F(Trading, SpendsTheLastCent) {
    of_model = Portfolio(money("301.5"));
    EXPECT_EQ(buy("AAPL", "3"), "bought 3 at 100.5 for 301.5");
    EXPECT_EQ(books(), "0 AAPL=3");
}

TEST_F(Trading, RefusesAMillionthTooMuch) {
    of_model = Portfolio(money("301.499999"));
    EXPECT_EQ(
        buy("AAPL", "3"),
        "not_enough_cash: not enough cash to buy 3 of \"AAPL\" at 100.5: required_cash 301.5, "
        "cash_available 301.499999");
    EXPECT_EQ(std::get<Refusal>(last).required_cash, money("301.5"));
    EXPECT_EQ(std::get<Refusal>(last).cash_available, money("301.499999"));
    EXPECT_EQ(books(), "301.499999");
}

TEST_F(Trading, ChecksEachBuyAgainstTheCashThatIsLeft) {
    EXPECT_EQ(buy("AAPL", "6"), "bought 6 at 100.5 for 603");
    EXPECT_EQ(buy("AAPL", "6"),
              "not_enough_cash: not enough cash to buy 6 of \"AAPL\" at 100.5: required_cash 603, "
              "cash_available 397");
    EXPECT_EQ(books(), "397 AAPL=6");
}

TEST_F(Trading, CanSpendTheProceedsOfASale) {
    of_model = std::get<Portfolio>(Portfolio::make(money("0"), {{Symbol("AAPL"), shares("1")}}));
    EXPECT_EQ(sell("AAPL", "1"), "sold 1 at 100.5 for 100.5");
    EXPECT_EQ(buy("AAPL", "1"), "bought 1 at 100.5 for 100.5");
}

TEST_F(Trading, RefusesAmountsThatAreNotPositive) {
    EXPECT_EQ(buy("AAPL", "-10"), "amount_not_positive: amount must be positive, got -10");
    EXPECT_EQ(sell("AAPL", "-10"), "amount_not_positive: amount must be positive, got -10");
    EXPECT_EQ(buy("AAPL", "0"), "amount_not_positive: amount must be positive, got 0");
    EXPECT_EQ(buy("AAPL", "-0.0"), "amount_not_positive: amount must be positive, got 0");
    EXPECT_EQ(buy("AAPL", "-1e99"), "amount_not_positive: amount must be positive, got \"-1e99\"");
    EXPECT_EQ(buy("NOBODY", "-1"), "amount_not_positive: amount must be positive, got -1");
    EXPECT_EQ(books(), "1000");
}

TEST_F(Trading, RefusesAmountsThatAreNoNumbers) {
    EXPECT_EQ(buy("AAPL", "many"), "amount_not_a_number: amount must be a number, got \"many\"");
    EXPECT_EQ(buy("AAPL", ""), "amount_not_a_number: amount must be a number, got \"\"");
    EXPECT_EQ(buy("AAPL", "nan"), "amount_not_a_number: amount must be a number, got \"nan\"");
}

TEST_F(Trading, RefusesAmountsBeyondCounting) {
    EXPECT_EQ(buy("AAPL", "1e30"),
              "amount_too_large: amount must be at most 92233720368, got \"1e30\"");
    EXPECT_EQ(buy("DEAR", "92233720368"),
              "not_enough_cash: not enough cash to buy 92233720368 of \"DEAR\" at 8589934592: "
              "required_cash more than 8589934592, cash_available 1000");
    EXPECT_FALSE(std::get<Refusal>(last).required_cash);
}

TEST_F(Trading, RefusesToHoldMoreThanCanBeCounted) {
    of_model = std::get<Portfolio>(
        Portfolio::make(money("1000"), {{Symbol("BTC"), shares("92233720368")}}));
    EXPECT_EQ(
        buy("BTC", "1"),
        "amount_too_large: amount 1 on top of the 92233720368 of \"BTC\" held is too large: a "
        "quantity is at most 92233720368");
}

TEST_F(Trading, AQuantityThatADoubleCannotHoldIsRefused) {
    rules.quantity_decimals = 8;
    EXPECT_EQ(buy("BTC", "67108864.00000001"),
              "amount_too_large: amount 67108864.00000001 has 8 decimals; with 8 decimals a "
              "quantity is at most 67108864");
    EXPECT_EQ(buy("BTC", "67108863.99999999"),
              "bought 67108863.99999999 at 0.000003 for 201.326592");
    EXPECT_EQ(buy("BTC", "0.20000002"),
              "amount_too_large: amount 0.20000002 on top of the 67108863.99999999 of \"BTC\" held "
              "is too large: 67108864.20000001 has 8 decimals; with 8 decimals a quantity is at "
              "most 67108864");
    EXPECT_EQ(books(), "798.673408 BTC=67108863.99999999");
}

TEST_F(Trading, ABuyForNothingIsRefused) {
    rules.quantity_decimals = 4;
    EXPECT_EQ(buy("BTC", "0.1666"),
              "amount_too_small: amount 0.1666 of \"BTC\" at 0.000003 costs less than a millionth; "
              "buy at least 0.1667");
    EXPECT_EQ(buy("BTC", "0.1667"), "bought 0.1667 at 0.000003 for 0.000001");
    rules.quantity_decimals = 8;
    EXPECT_EQ(buy("BTC", "0.00000001"),
              "amount_too_small: amount 0.00000001 of \"BTC\" at 0.000003 costs less than a "
              "millionth; buy at least 0.16666667");
    EXPECT_EQ(buy("BTC", "0.16666667"), "bought 0.16666667 at 0.000003 for 0.000001");
    EXPECT_EQ(sell("BTC", "0.00000001"), "sold 0.00000001 at 0.000003 for 0") << "it only loses";
}

TEST_F(Trading, ASaleMayNotLeaveAQuantityThatADoubleCannotHold) {
    rules.quantity_decimals = 8;
    of_model =
        std::get<Portfolio>(Portfolio::make(money("0"), {{Symbol("BTC"), shares("100000000")}}));
    EXPECT_EQ(sell("BTC", "0.00000001"),
              "amount_too_large: what is left is too large: 99999999.99999999 has 8 decimals; with "
              "8 decimals a quantity is at most 67108864: have 100000000 of \"BTC\", want_to_sell "
              "0.00000001");
    EXPECT_EQ(sell("BTC", "1"), "sold 1 at 0.000003 for 0.000003");
}

TEST_F(Trading, TakesWholeSharesOnly) {
    EXPECT_EQ(buy("AAPL", "0.5"),
              "amount_decimals: amount must be a whole number of shares, got 0.5");
    EXPECT_EQ(buy("AAPL", "0.000000001"),
              "amount_decimals: amount must have at most 8 decimals, got \"0.000000001\"");
    EXPECT_EQ(buy("AAPL", "1.0"), "bought 1 at 100.5 for 100.5");
}

TEST_F(Trading, TakesFractionsToTheMarketsDecimals) {
    rules.quantity_decimals = 4;
    EXPECT_EQ(buy("AAPL", "0.0001"), "bought 0.0001 at 100.5 for 0.01005");
    EXPECT_EQ(buy("AAPL", "0.00011"),
              "amount_decimals: amount must have at most 4 decimals, got 0.00011");
}

TEST_F(Trading, TakesWholeLotsOnly) {
    rules.lot = 100;
    of_model = Portfolio(money("20000"));
    EXPECT_EQ(buy("AAPL", "150"), "lot: amount must be a multiple of the lot of 100, got 150");
    EXPECT_EQ(buy("AAPL", "100"), "bought 100 at 100.5 for 10050");
    EXPECT_EQ(sell("AAPL", "50"), "lot: amount must be a multiple of the lot of 100, got 50");
}

TEST_F(Trading, RefusesSymbolsWithoutABarToday) {
    EXPECT_EQ(buy("NOBODY", "1"), "unknown_symbol: unknown symbol \"NOBODY\"");
    EXPECT_EQ(buy("LATE", "1"), "unknown_symbol: unknown symbol \"LATE\"");
    EXPECT_EQ(buy("GONE", "1"), "no_bar: no price of \"GONE\" on 2025-10-02");
}

TEST_F(Trading, RefusesToSellMoreThanIsHeld) {
    static_cast<void>(buy("AAPL", "2"));
    EXPECT_EQ(sell("AAPL", "3"),
              "not_enough_shares: not enough shares: have 2 of \"AAPL\", want_to_sell 3");
    EXPECT_EQ(std::get<Refusal>(last).have, shares("2"));
    EXPECT_EQ(std::get<Refusal>(last).want_to_sell, shares("3"));
    EXPECT_EQ(sell("BTC", "1"),
              "not_enough_shares: not enough shares: have 0 of \"BTC\", want_to_sell 1");
}

TEST_F(Trading, SellsOnTheDayAfterOnTPlusOneMarkets) {
    rules.t_plus_one = true;
    of_model = std::get<Portfolio>(Portfolio::make(money("1000"), {{Symbol("AAPL"), shares("2")}}));
    static_cast<void>(buy("AAPL", "3"));
    EXPECT_EQ(sell("AAPL", "3"),
              "bought_today: T+1: 3 were bought today and cannot be sold before the next trading "
              "day: have 5 of \"AAPL\", want_to_sell 3");
    EXPECT_EQ(sell("AAPL", "2"), "sold 2 at 100.5 for 201");
    EXPECT_EQ(sell("AAPL", "4"),
              "not_enough_shares: not enough shares: have 3 of \"AAPL\", want_to_sell 4");
    of_model.start_day();
    EXPECT_EQ(sell("AAPL", "3"), "sold 3 at 100.5 for 301.5");
}

TEST_F(Trading, KeepsCashWithinItsLimit) {
    of_model =
        std::get<Portfolio>(Portfolio::make(money("0.000001"), {{Symbol("DEAR"), shares("1")}}));
    EXPECT_EQ(
        sell("DEAR", "1"),
        "money_limit: selling 1 of \"DEAR\" at 8589934592 would bring cash above the limit of "
        "8589934592");
    of_model = std::get<Portfolio>(Portfolio::make(money("0"), {{Symbol("DEAR"), shares("1")}}));
    EXPECT_EQ(sell("DEAR", "1"), "sold 1 at 8589934592 for 8589934592");
}

TEST_F(Trading, ValuesEachHoldingRoundedOnItsOwn) {
    of_model = std::get<Portfolio>(Portfolio::make(money("1"), {{Symbol("AAPL"), shares("2")},
                                                                {Symbol("BTC"), shares("0.5")},
                                                                {Symbol("GONE"), shares("4")}}));
    EXPECT_EQ(worth(), "231.000002");
}

TEST_F(Trading, HasNoValueWithoutAPrice) {
    of_model = std::get<Portfolio>(Portfolio::make(money("1"), {{Symbol("LATE"), shares("2")}}));
    EXPECT_EQ(worth(), "no value: \"LATE\" is held and has no price up to 2025-10-02");
}

TEST_F(Trading, HasNoValueBeyondTheLimit) {
    of_model = std::get<Portfolio>(Portfolio::make(money("0"), {{Symbol("DEAR"), shares("1")}}));
    EXPECT_EQ(worth(), "8589934592");
    of_model =
        std::get<Portfolio>(Portfolio::make(money("0.000001"), {{Symbol("DEAR"), shares("1")}}));
    EXPECT_EQ(worth(), "no value: the portfolio is worth more than the limit of 8589934592");
}

TEST(PortfolioMake, RefusesWhatCannotBeHeld) {
    EXPECT_EQ(std::get<std::string>(Portfolio::make(money("-0.000001"), {})),
              "cash must be 0 to 8589934592, got -0.000001");
    EXPECT_EQ(std::get<std::string>(Portfolio::make(money("8589934592.000001"), {})),
              "cash must be 0 to 8589934592, got 8589934592.000001");
    EXPECT_EQ(std::get<std::string>(Portfolio::make(
                  money("1"), {{Symbol("A"), shares("1")}, {Symbol("A"), shares("2")}})),
              "symbol \"A\" is held twice");
}

TEST(PortfolioMake, AQuantityThatADoubleCannotHoldIsRefused) {
    EXPECT_EQ(std::get<std::string>(
                  Portfolio::make(money("1"), {{Symbol("A"), shares("70000000.12345678")}})),
              "holding of \"A\" 70000000.12345678 has 8 decimals; with 8 decimals a quantity is at "
              "most 67108864");
}

TEST(PortfolioMake, SortsAndLeavesOutWhatIsZero) {
    const auto portfolio = std::get<Portfolio>(Portfolio::make(
        MONEY_MAX, {{Symbol("B"), shares("1")}, {Symbol("A"), shares("2")}, {Symbol("C"), {}}}));
    ASSERT_EQ(portfolio.holdings().size(), 2u);
    EXPECT_EQ(portfolio.holdings()[0].symbol, Symbol("A"));
    EXPECT_EQ(portfolio.quantity(Symbol("C")), Quantity());
}

}  // namespace
}  // namespace tradepit::common
