#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/worker/agents/living_day.h"
#include "worker/agents/agent.h"
#include "worker/agents/rebalancing.h"
#include "worker/agents/strategies.h"

namespace tradepit::worker {
namespace {

using common::Ending;

LivingDay& three_symbols(LivingDay& day) {
    for (const char* date : {"2025-10-01", "2025-10-02", "2025-10-03"})
        day.bar("AAA", date, "100", "100").bar("BBB", date, "30", "30").bar("CCC", date, "7", "7");
    return day;
}

TEST(Agents, EveryDayOpensWithItsPortfolioAsActionZero) {
    LivingDay day;
    three_symbols(day).cash("500").holds("BBB", "2").run(R"({"kind":"idle"})", "2025-10-02");
    ASSERT_EQ(day.events.size(), 1U);
    const auto& opening = std::get<common::Position>(day.events[0]);
    EXPECT_EQ(opening.action_id, 0);
    EXPECT_EQ(opening.action, common::Action::no_trade);
    EXPECT_EQ(opening.value, money("560"));
    EXPECT_EQ(day.state(), "cash 500 BBB 2");
    EXPECT_EQ(day.end.ending, Ending::completed);
    EXPECT_EQ(day.end.close.value, money("560"));
}

TEST(Agents, BuyAndHoldSpendsWhatOneLeavesOverOnTheNext) {
    LivingDay day;
    // 1000/3 = 333.33: 3 AAA; 700/2 = 350: 11 BBB; 370: 52 CCC.
    three_symbols(day).cash("1000").run(R"({"kind":"buy_and_hold"})", "2025-10-01");
    EXPECT_EQ(day.trades(), "buy AAA 3 at 100, buy BBB 11 at 30, buy CCC 52 at 7");
    EXPECT_EQ(day.state(), "cash 6 AAA 3 BBB 11 CCC 52");
    EXPECT_EQ(day.state_at_close(), day.state());
    EXPECT_EQ(day.tools(), "get_price_local 1 buy 3 ");
}

TEST(Agents, BuyAndHoldHolds) {
    LivingDay day;
    three_symbols(day)
        .cash("1000")
        .holds("CCC", "1")
        .run(R"({"kind":"buy_and_hold"})", "2025-10-02");
    EXPECT_EQ(day.trades(), "");
}

TEST(Agents, BuyAndHoldBuysWholeLots) {
    LivingDay day;
    day.rules.lot = 10;
    three_symbols(day).cash("1000").run(R"({"kind":"buy_and_hold"})", "2025-10-01");
    EXPECT_EQ(day.trades(), "buy BBB 10 at 30, buy CCC 100 at 7");
}

TEST(Agents, EqualWeightSellsTheSurplusBeforeItBuys) {
    LivingDay day;
    // 900 in all, so 300 for each: 3 AAA, 10 BBB, 42 CCC.
    three_symbols(day).cash("0").holds("AAA", "9").run(R"({"kind":"equal_weight"})", "2025-10-01");
    EXPECT_EQ(day.trades(), "sell AAA 6 at 100, buy BBB 10 at 30, buy CCC 42 at 7");
    EXPECT_EQ(day.state(), "cash 6 AAA 3 BBB 10 CCC 42");
}

TEST(Agents, EqualWeightKeepsWhatCannotBeTradedToday) {
    LivingDay day;
    day.bar("AAA", "2025-10-01", "100", "90").bar("BBB", "2025-10-02", "30");
    day.cash("0").holds("AAA", "1").run(R"({"kind":"equal_weight"})", "2025-10-02");
    EXPECT_EQ(day.trades(), "");
    EXPECT_EQ(std::get<common::Position>(day.events[0]).value, money("90"));
}

TEST(Agents, MomentumHoldsTheBestOfTheLookback) {
    LivingDay day;
    day.bar("DOWN", "2025-10-01", "10", "10").bar("UP", "2025-10-01", "10", "10");
    day.bar("DOWN", "2025-10-02", "10", "9").bar("UP", "2025-10-02", "10", "11");
    day.bar("DOWN", "2025-10-03", "9").bar("UP", "2025-10-03", "11");
    day.cash("100").run(R"({"kind":"momentum","lookback":1,"top":1})", "2025-10-03");
    EXPECT_EQ(day.trades(), "buy UP 9 at 11");
    day.run(R"({"kind":"mean_reversion","lookback":1,"top":1})", "2025-10-03");
    EXPECT_EQ(day.trades(), "buy DOWN 11 at 9");
}

TEST(Agents, MomentumComparesPricesOfDifferentDecimals) {
    LivingDay day;
    day.rules.price_decimals = 8;
    // The coin gains a tenth, the share a ninth.
    day.bar("COIN", "2025-10-01", "0.0000010", "0.0000010").bar("SHARE", "2025-10-01", "9", "9");
    day.bar("COIN", "2025-10-02", "0.0000011", "0.0000011").bar("SHARE", "2025-10-02", "9", "10");
    day.bar("COIN", "2025-10-03", "0.0000011").bar("SHARE", "2025-10-03", "10");
    day.cash("100").run(R"({"kind":"momentum","lookback":1,"top":1})", "2025-10-03");
    EXPECT_EQ(day.trades(), "buy SHARE 10 at 10");
    day.run(R"({"kind":"mean_reversion","lookback":1,"top":1})", "2025-10-03");
    EXPECT_EQ(day.trades(), "buy COIN 90909090 at 0.0000011");
}

TEST(Agents, MomentumWaitsUntilThereIsEnoughHistory) {
    LivingDay day;
    three_symbols(day).run(R"({"kind":"momentum","lookback":2,"top":1})", "2025-10-03");
    EXPECT_EQ(day.trades(), "");
    day.run(R"({"kind":"momentum","lookback":1,"top":1})", "2025-10-03");
    EXPECT_EQ(day.trades(), "buy AAA 100 at 100") << "equal returns rank in byte order";
}

TEST(Agents, RandomIsTheSameForTheSameSeedNameAndDate) {
    const auto trades = [](const char* settings, const char* date, const char* model) {
        LivingDay day;
        return three_symbols(day).run(settings, date, model).trades();
    };
    const char* settings = R"({"kind":"random","seed":7,"trades":5})";
    const std::string once = trades(settings, "2025-10-02", "dice");
    EXPECT_NE(once, "");
    EXPECT_EQ(once, trades(settings, "2025-10-02", "dice"));
    EXPECT_NE(once, trades(settings, "2025-10-03", "dice"));
    EXPECT_NE(once, trades(settings, "2025-10-02", "other"));
    EXPECT_NE(once, trades(R"({"kind":"random","seed":8,"trades":5})", "2025-10-02", "dice"));
}

TEST(Agents, MockBuysFiveOfTheDaysStockAndSaysSo) {
    LivingDay day;
    day.bar("NVDA", "2025-01-05", "100").run(R"({"kind":"mock"})", "2025-01-05");
    EXPECT_EQ(day.trades(), "buy NVDA 5 at 100");
    ASSERT_EQ(day.said().size(), 5U);
    EXPECT_EQ(day.said()[0].content, "Please analyze and update today's (2025-01-05) positions.");
    EXPECT_NE(day.said()[4].content.find("<FINISH_SIGNAL>"), std::string::npos);
}

TEST(Agents, MockEndsTheDayWhereItsStockIsUnknown) {
    LivingDay day;
    three_symbols(day).run(R"({"kind":"mock"})", "2025-10-01");
    EXPECT_EQ(day.trades(), "");
    EXPECT_EQ(day.end.ending, Ending::completed);
}

TEST(Agents, ADelayedOneStopsWaitingWhenItsLeaseIsStopped) {
    LivingDay day;
    three_symbols(day).cash("1000");
    std::jthread loop{[&day] { day.stop.raise(); }};
    EXPECT_THROW(day.run(R"({"kind":"buy_and_hold","delay_ms":540000})", "2025-10-01"), Stopped);
    EXPECT_EQ(day.trades(), "buy AAA 3 at 100, buy BBB 11 at 30, buy CCC 52 at 7")
        << "what it did is told before it waits";
}

TEST(Agents, ADelayChangesNoDecision) {
    for (const char* kind : {"buy_and_hold", "equal_weight", "random", "mock", "idle"}) {
        LivingDay day;
        LivingDay delayed;
        const auto settings = std::string{R"({"kind":")"} + kind + "\"";
        three_symbols(day).run(settings + "}", "2025-10-02");
        three_symbols(delayed).run(settings + R"(,"delay_ms":1})", "2025-10-02");
        EXPECT_EQ(delayed.trades(), day.trades()) << kind;
        EXPECT_EQ(delayed.state_at_close(), day.state_at_close()) << kind;
        EXPECT_EQ(delayed.end.ending, Ending::completed) << kind;
    }
}

TEST(Agents, SettingsThatAreWrongFailTheDayForGood) {
    const std::string KNOWN =
        "known: buy_and_hold, equal_weight, momentum, mean_reversion, random, mock, idle, replay, "
        "llm, process, external";
    const std::vector<std::pair<const char*, std::string>> table = {
        {R"({"kind":"momentum","lookback":0})",
         "agent settings: agent.lookback is 0; it must be a whole number from 1 to 1000"},
        {R"({"kind":"idle","delay_ms":"soon"})",
         "agent settings: agent.delay_ms is \"soon\"; it must be a whole number from 0 to 540000"},
        {R"({"kind":"oracle"})", "agent settings: unknown agent kind \"oracle\"; " + KNOWN},
        {R"({"kind":"llm"})", "agent settings: this worker has no agent of kind llm"},
        {R"({})", "agent settings: unknown agent kind \"\"; " + KNOWN},
        {R"([])", "agent settings: agent must be an object"},
    };
    for (const auto& [settings, error] : table) {
        LivingDay day;
        three_symbols(day).run(settings, "2025-10-01");
        EXPECT_EQ(day.end.ending, Ending::failed_permanent);
        EXPECT_EQ(day.end.error, error);
    }
}

TEST(Agents, EveryStrategyIsADescribedKindAndTheOtherWayRound) {
    for (const auto& strategy : STRATEGIES)
        EXPECT_NE(common::agent_kind(strategy.kind), nullptr) << strategy.kind;
    for (const auto& kind : common::agent_kinds()) {
        if (kind.availability == common::AgentKind::Availability::planned) continue;
        const auto made = make_agent(common::default_agent(kind.name).json);
        EXPECT_TRUE(std::holds_alternative<std::unique_ptr<Agent>>(made)) << kind.name;
    }
}

TEST(Agents, AHoldingThatNeverHadAPriceFailsTheDayForGood) {
    LivingDay day;
    three_symbols(day).holds("ZZZ", "1").run(R"({"kind":"idle"})", "2025-10-01");
    EXPECT_EQ(day.end.ending, Ending::failed_permanent);
    EXPECT_NE(day.end.error.find("ZZZ"), std::string::npos);
}

TEST(Affordable, RoundsDownToWholeLotsOrTheSmallestFraction) {
    common::MarketRules rules;
    EXPECT_EQ(affordable(money("99.999999"), price("50"), rules), quantity("1"));
    EXPECT_EQ(affordable(money("100"), price("50"), rules), quantity("2"));
    rules.lot = 100;
    EXPECT_EQ(affordable(money("9999"), price("50"), rules), quantity("100"));
    rules.lot = 1;
    rules.quantity_decimals = 4;
    EXPECT_EQ(affordable(money("1"), price("3"), rules), quantity("0.3333"));
    EXPECT_EQ(affordable(money("-1"), price("3"), rules), quantity("0"));
}

TEST(Affordable, IsAtMostWhatTheBooksCanHave) {
    common::MarketRules rules;
    rules.quantity_decimals = 8;
    EXPECT_EQ(affordable(money("10000"), price("0.000012"), rules), quantity("67108864"));
    EXPECT_EQ(affordable(money("805.306367"), price("0.000012"), rules),
              quantity("67108863.91666666"));
    rules.quantity_decimals = 4;
    EXPECT_EQ(affordable(money("10000"), price("0.000012"), rules), quantity("833333333.3333"));
    EXPECT_EQ(affordable(money("1000000"), price("0.000001"), rules), quantity("92233720368"));
    rules.quantity_decimals = 0;
    rules.lot = 1000;
    EXPECT_EQ(affordable(money("1000000"), price("0.000001"), rules), quantity("92233720000"));
}

}  // namespace
}  // namespace tradepit::worker
