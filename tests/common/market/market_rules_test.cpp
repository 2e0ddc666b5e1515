#include "common/market/market_rules.h"

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "common/market/market_rules_json.h"
#include "tests/common/shared_data.h"

namespace tradepit::common {
namespace {

std::vector<MarketRules> shipped() {
    const char* root = std::getenv("TRADEPIT_ROOT");
    const std::filesystem::path project = root == nullptr ? "." : root;
    auto markets = parse_markets(content_of(project / "config" / "markets.json"));
    if (const auto* fault = std::get_if<std::string>(&markets)) {
        ADD_FAILURE() << *fault;
        return {};
    }
    return std::get<std::vector<MarketRules>>(std::move(markets));
}

std::string fault_of(const std::string& json) {
    const auto rules = parse_rules(json);
    const auto* fault = std::get_if<std::string>(&rules);
    return fault == nullptr ? "none" : *fault;
}

TEST(MarketRules, AreShippedForEveryMarket) {
    const auto markets = shipped();
    ASSERT_EQ(markets.size(), 6u);
    const auto astock = rules_for(markets, MarketName("astock-daily"), DAILY);
    EXPECT_EQ(astock.lot, 100);
    EXPECT_TRUE(astock.t_plus_one);
    EXPECT_EQ(astock.currency, "CNY");
    const auto crypto = rules_for(markets, MarketName("crypto-daily"), DAILY);
    EXPECT_EQ(crypto.quantity_decimals, 4);
    EXPECT_EQ(crypto.buy_action, "buy_crypto");
    EXPECT_EQ(crypto.periods_per_year, 365);
}

TEST(MarketRules, AreRecognisedByTimeZoneAndInterval) {
    const auto markets = shipped();
    EXPECT_EQ(recognise(markets, "US/Eastern", DAILY)->name, MarketName("us-daily"));
    EXPECT_EQ(recognise(markets, "US/Eastern", HOURLY)->name, MarketName("us-hourly"));
    EXPECT_EQ(recognise(markets, "UTC", DAILY)->name, MarketName("crypto-daily"));
    EXPECT_EQ(recognise(markets, "Asia/Shanghai", HOURLY), nullptr);
    EXPECT_EQ(recognise(markets, "", DAILY), nullptr);
}

TEST(MarketRules, OfAnUnknownMarketAreTheDefaultsUnderItsName) {
    const auto rules = rules_for(shipped(), MarketName("mine"), HOURLY);
    EXPECT_EQ(rules.name, MarketName("mine"));
    EXPECT_EQ(rules.interval, HOURLY);
    EXPECT_EQ(rules.periods_per_year, 1638);
    EXPECT_EQ(rules_for({}, MarketName("mine"), DAILY).lot, 1);
}

TEST(MarketRules, SurviveJson) {
    for (const auto& rules : shipped()) {
        EXPECT_EQ(std::get<MarketRules>(parse_rules(to_json(rules))), rules);
    }
    MarketRules odd;
    odd.name = MarketName("x");
    odd.periods_per_year = 0.1;
    EXPECT_EQ(std::get<MarketRules>(parse_rules(to_json(odd))), odd);
}

TEST(MarketRules, AreWrittenInTheOrderOfTheStruct) {
    MarketRules rules;
    rules.name = MarketName("m");
    EXPECT_EQ(to_json(rules),
              R"({"name":"m","currency":"USD","lot":1,"quantity_decimals":0,"t_plus_one":false,)"
              R"("periods_per_year":252,"buy_action":"buy","sell_action":"sell","time_zone":"",)"
              R"("interval":"daily"})");
}

TEST(MarketRules, SayHowManyDecimalsAPriceHasOnlyWhereItIsNotSix) {
    MarketRules rules;
    rules.name = MarketName("coins");
    EXPECT_EQ(to_json(rules).find("price_decimals"), std::string::npos);
    rules.price_decimals = 8;
    EXPECT_NE(to_json(rules).find(R"("price_decimals":8)"), std::string::npos);
    EXPECT_EQ(std::get<MarketRules>(parse_rules(to_json(rules))), rules);
    EXPECT_EQ(stored_rules(to_json(rules)).price_decimals, 8);
    EXPECT_EQ(stored_rules("not JSON"), MarketRules{});
}

TEST(MarketRules, AreRefusedWithFieldValueAndRule) {
    EXPECT_EQ(fault_of(R"({"name": "m"})"), "none");
    EXPECT_EQ(fault_of("{}"), "name must not be empty");
    EXPECT_EQ(fault_of("[]"), "a market must be an object, got []");
    EXPECT_EQ(fault_of(R"({"name": 5})"), "name must be a text, got 5");
    EXPECT_EQ(fault_of(R"({"name": "m", "lots": 5})"), "unknown field \"lots\"");
    EXPECT_EQ(fault_of(R"({"name": "m", "lot": 0})"), "lot must be 1 to 1000000, got 0");
    EXPECT_EQ(fault_of(R"({"name": "m", "lot": 1000000})"), "none");
    EXPECT_EQ(fault_of(R"({"name": "m", "lot": 1000001})"),
              "lot must be 1 to 1000000, got 1000001");
    EXPECT_EQ(fault_of(R"({"name": "m", "lot": 1.5})"), "lot must be a whole number, got 1.5");
    for (const std::string lot : {"1000000001", "-1000000001", "18446744073709551615"})
        EXPECT_EQ(fault_of(R"({"name": "m", "lot": )" + lot + "}"),
                  "lot must be a whole number within a billion of 0, got " + lot);
    EXPECT_EQ(fault_of(R"({"name": "m", "quantity_decimals": 3})"),
              "quantity_decimals must be 0 or 4 to 8, got 3");
    EXPECT_EQ(fault_of(R"({"name": "m", "quantity_decimals": 9})"),
              "quantity_decimals must be 0 or 4 to 8, got 9");
    EXPECT_EQ(fault_of(R"({"name": "m", "quantity_decimals": 8})"), "none");
    EXPECT_EQ(fault_of(R"({"name": "m", "quantity_decimals": 4, "lot": 100})"),
              "lot must be 1 where quantity_decimals is not 0, got 100");
    for (const std::string decimals : {"5", "13"})
        EXPECT_EQ(fault_of(R"({"name": "m", "price_decimals": )" + decimals + "}"),
                  "price_decimals must be 6 to 12, got " + decimals);
    for (const std::string decimals : {"6", "12"})
        EXPECT_EQ(fault_of(R"({"name": "m", "price_decimals": )" + decimals + "}"), "none");
    EXPECT_EQ(fault_of(R"({"name": "m", "periods_per_year": 0})"),
              "periods_per_year must be above 0 and at most 1000000, got 0.000000");
    EXPECT_EQ(fault_of(R"({"name": "m", "t_plus_one": 1})"),
              "t_plus_one must be true or false, got 1");
    EXPECT_EQ(fault_of(R"({"name": "m", "interval": "5min"})"),
              "interval must be \"daily\" or \"60min\", got \"5min\"");
}

TEST(MarketRules, RefuseTPlusOneWithHours) {
    EXPECT_EQ(fault_of(R"({"name": "m", "t_plus_one": true, "interval": "60min"})"),
              "t_plus_one needs interval \"daily\", got \"60min\": a model-day is one hour there, "
              "and what was bought earlier on the date is not known in it");
}

TEST(ParseMarkets, NamesTheEntry) {
    const auto fault = [](const char* json) { return std::get<std::string>(parse_markets(json)); };
    EXPECT_EQ(fault(R"({"markets": [{"name": "a"}, {"name": "b", "lot": -1}]})"),
              "markets[1]: lot must be 1 to 1000000, got -1");
    EXPECT_EQ(fault(R"({"markets": [{"name": "a"}, {"name": "a"}]})"),
              "markets[1]: name \"a\" is there twice");
    EXPECT_EQ(fault(R"({"market": []})"),
              "the document must be {\"markets\": [...]} and nothing else");
    EXPECT_FALSE(fault("{").empty());
}

}  // namespace
}  // namespace tradepit::common
