#include "writer/imports/record_import.h"

#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/limits.h"
#include "common/records/record_file.h"

namespace tradepit::writer {
namespace {

using common::Action;
using common::Money;
using testing::HasSubstr;

const std::string OPENING = R"({"date": "2025-10-01", "id": 0, "positions": {"CASH": 1000}})"
                            "\n";
const std::string BUY =
    R"({"date": "2025-10-02", "this_action": {"action": "buy", "symbol": "A", "amount": 4}, )"
    R"("positions": {"A": 4, "B": 0, "CASH": 600}})"
    "\n";
const std::string SELL =
    R"({"date": "2025-10-02", "this_action": {"action": "sell", "symbol": "A", "amount": 1}, )"
    R"("positions": {"A": 3, "CASH": 700}})"
    "\n";
const std::string REST =
    R"({"date": "2025-10-03", "this_action": {"action": "no_trade", "symbol": "", "amount": 0}, )"
    R"("positions": {"A": 3, "CASH": 700}})"
    "\n";

Money money(const std::string& text) { return Money::parse(text).value(); }

common::RecordImport import_of(const std::string& text) {
    auto file = common::parse_record_file(text);
    if (const auto* fault = std::get_if<common::FileFault>(&file)) {
        ADD_FAILURE() << fault->message();
        return {};
    }
    auto& read = std::get<common::RecordFile>(file);
    return {{}, read.cash_decimals, std::move(read.records)};
}

/// A costs 110 on 2025-10-02 and 120 on 2025-10-03.
std::optional<common::Price> mark(const common::Symbol& symbol, common::Stamp date) {
    if (symbol != common::Symbol{"A"}) return std::nullopt;
    return common::Price::parse(date.text() == "2025-10-03" ? "120" : "110");
}

RecordPlan plan(const std::string& text, const StoredRecords& stored = {},
                const ValuationPrice& marks = mark) {
    auto planned = plan_records(import_of(text), stored, {.valuation = marks});
    if (const auto* refusal = std::get_if<RecordRefusal>(&planned)) {
        ADD_FAILURE() << refusal->message();
        return {};
    }
    return std::get<RecordPlan>(std::move(planned));
}
std::string refusal(const common::RecordImport& import, const StoredRecords& stored = {}) {
    const auto planned = plan_records(import, stored, {.valuation = mark});
    const auto* refusal = std::get_if<RecordRefusal>(&planned);
    return refusal == nullptr ? "no refusal" : refusal->message();
}
/// What the store holds once `plan` is stored.
StoredRecords stored(const RecordPlan& plan) {
    StoredRecords stored{plan.start, {}};
    for (const auto& day : plan.days) stored.days.push_back(day.day);
    return stored;
}

TEST(RecordImport, ARecordIsARowAndNoneIsInvented) {
    const auto made = plan(OPENING + BUY + SELL + REST);
    ASSERT_EQ(made.days.size(), 3u);
    EXPECT_EQ(made.counts.inserted, 4);
    ASSERT_EQ(made.days[1].day.rows.size(), 2u);
    const auto& buy = made.days[1].day.rows[0];
    EXPECT_EQ(buy.action, Action::buy);
    EXPECT_EQ(buy.amount->text(), "4");
    EXPECT_EQ(buy.price->text(), "100");
    EXPECT_EQ(buy.holdings.size(), 1u) << "what is 0 is not held";
    EXPECT_EQ(made.days[1].trades, 2);
}

TEST(RecordImport, ARecordedAmountOfZeroIsARowAndNoTrade) {
    const std::string nothing =
        R"({"date": "2025-10-02", "this_action": {"action": "buy", "symbol": "A", "amount": 0}, )"
        R"("positions": {"A": 4, "CASH": 600}})"
        "\n";
    const auto made = plan(OPENING + BUY + nothing);
    EXPECT_EQ(made.days[1].day.rows.size(), 2u);
    EXPECT_EQ(made.counts.amount_zero, 1);
    EXPECT_EQ(made.days[1].trades, 1);
}

TEST(RecordImport, ANoTradeThatOpensItsDayIsActionZeroAndATradeIsOne) {
    const auto made = plan(OPENING + BUY + SELL + REST);
    EXPECT_EQ(made.days[0].day.rows[0].action_id, 0);
    EXPECT_EQ(made.days[1].day.rows[0].action_id, 1);
    EXPECT_EQ(made.days[1].day.rows[1].action_id, 2);
    EXPECT_EQ(made.days[2].day.rows[0].action_id, 0);
    EXPECT_FALSE(made.days[2].day.rows[0].amount);
}

TEST(RecordImport, TheVeryFirstRecordIsActionZeroWhateverItDoes) {
    EXPECT_EQ(plan(BUY + SELL).days[0].day.rows[0].action_id, 0);
    EXPECT_EQ(plan(BUY + SELL).days[0].day.rows[1].action_id, 1);
}

TEST(RecordImport, FiguresAreThoseOfAnyModelDay) {
    const auto made = plan(OPENING + BUY + SELL + REST);
    EXPECT_EQ(made.opening.value, money("1000"));
    EXPECT_EQ(made.days[0].day.figures,
              common::figures(money("1000"), money("1000"), money("1000")));
    // 700 + 3 × 110, then 700 + 3 × 120.
    EXPECT_EQ(made.days[1].day.figures,
              common::figures(money("1030"), money("1000"), money("1000")));
    EXPECT_EQ(made.days[2].day.figures,
              common::figures(money("1060"), money("1030"), money("1000")));
    EXPECT_EQ(made.days[1].day.rows[0].value, money("1040")) << "600 + 4 × 110, at that row";
}

TEST(RecordImport, WithoutAMarketsPriceAHoldingIsWorthWhatTheRecordPaid) {
    const auto made = plan(OPENING + BUY, {}, [](auto&&...) { return std::nullopt; });
    EXPECT_EQ(made.counts.unpriced, 1);
    EXPECT_EQ(made.days[1].day.rows[0].value, money("1000")) << "600 + 4 × 100";
    ASSERT_EQ(made.notes.size(), 1u);
    EXPECT_THAT(made.notes[0], HasSubstr("A has no price in the market in 1 record"));
}

TEST(RecordImport, AHoldingThatWasNeverPricedCountsAsNothing) {
    const auto made = plan(R"({"date": "2025-10-01", "positions": {"Z": 5, "CASH": 10}})");
    EXPECT_EQ(made.counts.unpriced, 1);
    EXPECT_EQ(made.days[0].day.rows[0].value, money("10"));
}

TEST(RecordImport, AStatedValueIsTaken) {
    const auto made =
        plan(R"({"date": "2025-10-01", "positions": {"Z": 5, "CASH": 10}, "portfolio_value": 60,)"
             R"( "initial_value": 40, "previous_value": 50})");
    EXPECT_EQ(made.counts.unpriced, 0);
    EXPECT_EQ(made.days[0].day.figures, common::figures(money("60"), money("50"), money("40")));
    EXPECT_EQ(made.opening.value, money("40"));
}

TEST(RecordImport, AQuantityThatADoubleCannotHoldIsRefused) {
    auto import = import_of(OPENING + BUY);
    import.records[1].amount = *common::Quantity::parse("100000000.00000001");
    EXPECT_EQ(refusal(import),
              "line 2: amount 100000000.00000001 has 8 decimals; with 8 decimals a quantity is at "
              "most 67108864");
    import.records[1].holdings[0].quantity = import.records[1].amount;
    EXPECT_EQ(refusal(import),
              "line 2: holding of \"A\" 100000000.00000001 has 8 decimals; with 8 decimals a "
              "quantity is at most 67108864");
}

TEST(RecordImport, TwiceIsOnce) {
    const auto first = plan(OPENING + BUY + SELL + REST);
    const auto again = plan(OPENING + BUY + SELL + REST, stored(first));
    EXPECT_EQ(again.counts.inserted, 0);
    EXPECT_EQ(again.counts.present, 4);
    for (const auto& day : again.days) {
        EXPECT_EQ(day.present, day.day.rows.size());
        EXPECT_FALSE(day.figures_changed);
    }
}

TEST(RecordImport, LinesThatAreNewAreAddedAndTheirDayIsFiguredAnew) {
    const auto made = plan(OPENING + BUY + SELL + REST, stored(plan(OPENING + BUY)));
    EXPECT_EQ(made.counts.inserted, 2);
    EXPECT_EQ(made.counts.present, 2);
    EXPECT_FALSE(made.days[0].figures_changed);
    EXPECT_EQ(made.days[1].present, 1u);
    EXPECT_TRUE(made.days[1].figures_changed);
    EXPECT_TRUE(made.days[2].is_new());
    // The result is the same as if all lines had come at once.
    const auto at_once = stored(plan(OPENING + BUY + SELL + REST));
    const auto in_two = stored(made);
    ASSERT_EQ(in_two.days.size(), at_once.days.size());
    for (std::size_t i = 0; i < in_two.days.size(); ++i) {
        EXPECT_EQ(in_two.days[i].rows, at_once.days[i].rows);
        EXPECT_EQ(in_two.days[i].figures, at_once.days[i].figures);
    }
}

TEST(RecordImport, AShorterFileTakesNothingAway) {
    const auto made = plan(OPENING + BUY, stored(plan(OPENING + BUY + SELL + REST)));
    EXPECT_EQ(made.counts.present, 2);
    EXPECT_EQ(made.days.size(), 3u);
}

TEST(RecordImport, AFileMayBringOnlyWhatIsNew) {
    const auto made = plan(SELL, stored(plan(OPENING)));
    EXPECT_EQ(made.counts.inserted, 1);
    EXPECT_EQ(made.days[1].day.rows[0].action_id, 1);
}

TEST(RecordImport, AChangedLineIsRefusedByNumberAndField) {
    const auto before = stored(plan(OPENING + BUY + SELL));
    std::string other = SELL;
    other.replace(other.find("700"), 3, "701");
    EXPECT_THAT(refusal(import_of(OPENING + BUY + other), before),
                HasSubstr("line 3: differs in its CASH from what was imported as action 2 of "
                          "2025-10-02"));
    EXPECT_THAT(refusal(import_of(OPENING + SELL), before),
                HasSubstr("line 2: differs in its action"));
}

TEST(RecordImport, ADayBeforeTheFirstIsRefused) {
    EXPECT_THAT(refusal(import_of(OPENING + BUY), stored(plan(BUY))),
                HasSubstr("line 1: 2025-10-01 is before the model's first day 2025-10-02"));
}

TEST(RecordImport, ATradeOfZeroIsKeptAndCounted) {
    const auto made = plan(
        OPENING +
        R"({"date": "2025-10-02", "this_action": {"action": "sell", "symbol": "A", "amount": 0}, )"
        R"("positions": {"CASH": 1000}})");
    EXPECT_EQ(made.counts.amount_zero, 1);
    const auto& row = made.days[1].day.rows[0];
    EXPECT_EQ(row.action, Action::sell);
    EXPECT_EQ(row.amount->text(), "0");
    EXPECT_FALSE(row.price);
}

TEST(RecordImport, TakesAsManyRecordsAsTheLimitAndNotOneMore) {
    common::RecordImport import = import_of(OPENING);
    const auto one = import.records[0];
    import.records.assign(common::HISTORY_RECORDS_MAX, one);
    EXPECT_EQ(refusal(import), "no refusal");
    import.records.push_back(one);
    EXPECT_EQ(refusal(import), "65537 records where 65536 are the limit (HISTORY_RECORDS_MAX)");
}

TEST(RecordImport, NotesAreBounded) {
    std::string text = OPENING;
    for (std::size_t i = 0; i < common::HISTORY_NOTES_MAX + 2; ++i)
        text += R"({"date": "2025-10-02", "positions": {"CASH": )" + std::to_string(i) + "}}\n";
    const auto made = plan(text);
    ASSERT_EQ(made.notes.size(), common::HISTORY_NOTES_MAX + 1);
    EXPECT_EQ(made.notes.back(), "and 2 more such notes");
    EXPECT_EQ(made.counts.unexplained, static_cast<int>(common::HISTORY_NOTES_MAX) + 2);
}

TEST(RecordImport, WhatNoFileSaysIsRefusedAllTheSame) {
    auto import = import_of(OPENING + BUY);
    import.records[1].holdings.push_back({common::Symbol{"A"}, import.records[1].amount});
    EXPECT_THAT(refusal(import), HasSubstr("line 2: a holding of \"A\" out of order or twice"));
    import = import_of(OPENING + BUY);
    import.records[1].cash = money("-1");
    EXPECT_THAT(refusal(import), HasSubstr("line 2: cash must be 0 to"));
    import.records.clear();
    EXPECT_EQ(refusal(import), "there is no record in it");
}

TEST(RecordImport, AValueBeyondMoneyIsRefusedByLine) {
    EXPECT_THAT(
        refusal(import_of(R"({"date": "2025-10-01", "positions": {"A": 81818182, "CASH": 1}})")),
        HasSubstr("line 1: cash and holdings are worth more than"));
}

}  // namespace
}  // namespace tradepit::writer
