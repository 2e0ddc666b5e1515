#include "writer/intake/day_ledger.h"

#include <gtest/gtest.h>

#include "common/limits.h"
#include "tests/writer/worker_script.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;

const Close OPENING{money("10000"), money("10000"), {}};

/// The fault of these events, on a day that opens with 10000 in cash; empty when there is none.
std::string fault_of_events(const std::vector<Event>& events) {
    DayLedger ledger;
    return ledger.add(events, &OPENING).value_or("");
}

Position opening() { return opening_row(OPENING); }
Position buy(const char* amount = "5", const char* price = "100", const char* cash = "9500") {
    return trade(1, Action::buy, "AAPL", amount, price, cash, "10000", {held("AAPL", amount)});
}

TEST(DayLedger, ADayOfTradesFollows) {
    DayLedger ledger;
    const std::vector<Event> events = {
        opening(), buy(),
        trade(2, Action::sell, "AAPL", "2", "110", "9720", "10050", {held("AAPL", "3")})};
    EXPECT_EQ(ledger.add(events, &OPENING), std::nullopt);
    EXPECT_EQ(ledger.trades(), 2);
    EXPECT_EQ(ledger.actions(), 3);
    EXPECT_EQ(ledger.first_value(), money("10000"));
    EXPECT_EQ(ledger.difference_from(OPENING, {money("9720"), money("10050"), {held("AAPL", "3")}}),
              std::nullopt);
}

TEST(DayLedger, EachFaultOfAPositionIsNamed) {
    struct Row {
        std::vector<Event> events;
        const char* fault;
    };
    Position gap = buy();
    gap.action_id = 2;
    Position sold = trade(1, Action::sell, "AAPL", "5", "100", "10500", "10500", {});
    Position first_trade = buy();
    first_trade.action_id = 0;
    Position named = opening();
    named.symbol = Symbol{"AAPL"};
    Position nameless = buy();
    nameless.symbol = {};
    Position nothing = buy("0", "100", "10000");
    nothing.holdings = {};
    Position poor = opening();
    poor.value = money("-1");
    Position twice = opening();
    twice.holdings = {held("A", "1"), held("A", "1")};
    const Row table[] = {
        {{opening(), gap}, "action 2 where 1 is next"},
        {{opening(), opening()}, "action 0 where 1 is next"},
        {{first_trade}, "action 0 is the day's opening and cannot be a trade"},
        {{named}, "action 0: a no_trade with a symbol, an amount or a price"},
        {{opening(), nameless}, "action 1: a trade without a symbol, an amount or a price"},
        {{opening(), nothing}, "action 1: a trade of amount 0"},
        {{poor}, "action 0: value must not be negative, got -1"},
        {{twice}, "action 0: holding of \"A\" is out of order or there twice"},
        {{opening(), sold},
         "action 1: a sell of 5 \"AAPL\" leads from 0 to a holding that is below 0"},
    };
    for (const Row& row : table) EXPECT_EQ(fault_of_events(row.events), row.fault);
}

TEST(DayLedger, AQuantityThatADoubleCannotHoldIsRefused) {
    EXPECT_EQ(fault_of_events({opening(), buy("416666666.66666667", "0.000012", "5000")}),
              "action 1: holding of \"AAPL\" 416666666.66666667 has 8 decimals; with 8 decimals a "
              "quantity is at most 67108864");
}

TEST(DayLedger, HoldingsAreLimited) {
    Position row = opening();
    for (std::size_t i = 0; i <= HOLDINGS_MAX; ++i)
        row.holdings.push_back(held(("S" + std::to_string(10'000 + i)).c_str(), "1"));
    EXPECT_EQ(fault_of_events({row}), "action 0: 5001 holdings where 5000 are the limit");
    row.holdings.pop_back();
    Close same{row.cash, row.value, row.holdings};
    DayLedger ledger;
    EXPECT_EQ(ledger.add(std::vector<Event>{row}, &same), std::nullopt);
}

TEST(DayLedger, ReasoningStepsCountFromOneAndChunksRepeatTheirNumber) {
    const auto step = [](int number) { return Reasoning{number, Role::user, "x", "", false}; };
    EXPECT_EQ(fault_of_events({step(1), step(1), step(2)}), "");
    EXPECT_EQ(fault_of_events({step(0)}), "reasoning step 0 where 1 is next");
    EXPECT_EQ(fault_of_events({step(2)}), "reasoning step 2 where 1 is next");
    EXPECT_EQ(fault_of_events({step(1), step(2), step(1)}), "reasoning step 1 where 3 is next");
}

TEST(DayLedger, ChunksAreLimited) {
    Reasoning step{1, Role::user, std::string(REASONING_CHUNK_BYTES_MAX, 'x'), "", false};
    EXPECT_EQ(fault_of_events({step}), "");
    step.content += 'x';
    EXPECT_EQ(fault_of_events({step}),
              "reasoning of 131073 bytes where 131072 are the limit of a chunk");
}

TEST(DayLedger, AStepIsLimitedAllItsChunksTogether) {
    static_assert(STEP_BYTES_MAX % REASONING_CHUNK_BYTES_MAX == 0);
    const Reasoning chunk{1, Role::user, std::string(REASONING_CHUNK_BYTES_MAX, 'x'), "", true};
    DayLedger ledger;
    for (std::size_t bytes = 0; bytes < STEP_BYTES_MAX; bytes += chunk.content.size())
        ASSERT_EQ(ledger.add(std::vector<Event>{chunk}, &OPENING), std::nullopt);
    DayLedger other = ledger;
    EXPECT_EQ(other.add(std::vector<Event>{Reasoning{2, Role::user, "x", "", false}}, &OPENING),
              std::nullopt);
    EXPECT_EQ(ledger.add(std::vector<Event>{Reasoning{1, Role::user, "x", "", false}}, &OPENING),
              "reasoning step 1 of more than 8388608 bytes");
}

TEST(DayLedger, EachToolIsReportedOnce) {
    EXPECT_EQ(fault_of_events({ToolUsage{"buy", 1, 0}, ToolUsage{"sell", 1, 0}}), "");
    EXPECT_EQ(fault_of_events({ToolUsage{"buy", 1, 0}, ToolUsage{"buy", 1, 0}}),
              "usage of tool buy twice");
    EXPECT_EQ(fault_of_events({ToolUsage{"", 1, 0}}),
              "tool usage whose tool's name does not have 1 to 128 bytes");
    EXPECT_EQ(fault_of_events({ToolUsage{"buy", -1, 0}}),
              "usage of tool buy: calls must be at least 0, got -1");
}

TEST(DayLedger, ToolsAreLimited) {
    std::vector<Event> events;
    for (std::size_t i = 0; i < DAY_TOOLS_MAX; ++i)
        events.push_back(ToolUsage{"t" + std::to_string(i), 1, 0});
    EXPECT_EQ(fault_of_events(events), "");
    events.push_back(ToolUsage{"one more", 1, 0});
    EXPECT_EQ(fault_of_events(events), "more than 1000 tools in one day");
}

}  // namespace
}  // namespace tradepit::writer::tests
