#include "common/limits.h"
#include "tests/writer/intake/intake_world.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;

class IntakeBatches : public IntakeWorld {
protected:
    IntakeBatches() {
        broker();
        submit(job("j1", {D1, D2}, {model("alpha")}));
        claim("r1", 1, {D1, D2});
    }
    std::vector<Event> bought() const {
        return {opening_row(cash_only("10000")),
                trade(1, Action::buy, "AAPL", "5", "100", "9500", "10000", {held("AAPL", "5")})};
    }
    void expect_refused(const Batch& batch, const std::string& reason) {
        send(batch);
        EXPECT_EQ(last<Superseded>().reason, "refused: " + reason);
        ASSERT_EQ(alarms.size(), 1u);
        EXPECT_EQ(alarms[0],
                  "job j1, model alpha, 2025-10-01, attempt 1 of worker w1 refused: " + reason);
        EXPECT_EQ(attempt_state(1, D1, 1), AttemptState::refused);
        EXPECT_EQ(rows("j1", "alpha", D1), 0u);
    }
    Close with_shares{money("9500"), money("10000"), {held("AAPL", "5")}};
};

TEST_F(IntakeBatches, TheFirstBatchStartsTheDay) {
    send(attempt(1, D1, 1).batch({opening_row(cash_only("10000"))}));
    EXPECT_EQ(last<Ack>().upto, 1);
    EXPECT_EQ(days.at(1).status, DayStatus::running);
    EXPECT_EQ(days.at(1).started, NOON);
    EXPECT_EQ(rows("j1", "alpha", D1), 1u);
}

TEST_F(IntakeBatches, ABatchAgainIsAcknowledgedAndStoredOnce) {
    auto w = attempt(1, D1, 1);
    const Batch first = w.batch({opening_row(cash_only("10000"))});
    send(first);
    send(first);
    EXPECT_EQ(last<Ack>().upto, 1);
    EXPECT_EQ(rows("j1", "alpha", D1), 1u);
}

TEST_F(IntakeBatches, ABatchAfterAGapIsNotTaken) {
    auto w = attempt(1, D1, 1);
    w.batch({opening_row(cash_only("10000"))});
    send(w.batch({}));
    EXPECT_EQ(last<Ack>().upto, 0);
    EXPECT_EQ(operations.size(), 0u);
}

TEST_F(IntakeBatches, AnotherBootsBatchIsRefused) {
    send(attempt(1, D1, 1, cash_only("10000"), 43).batch({}));
    EXPECT_TRUE(answered<Superseded>());
    EXPECT_EQ(operations.size(), 0u);
}

TEST_F(IntakeBatches, AnAttemptThatIsNotThereIsRefused) {
    for (const AttemptKey& key :
         {AttemptKey{1, D1, 2}, AttemptKey{1, D1, 0}, AttemptKey{1, D3, 1}, AttemptKey{9, D1, 1}}) {
        send(attempt(key.chain, key.date, key.attempt).batch({}));
        EXPECT_TRUE(answered<Superseded>());
    }
}

TEST_F(IntakeBatches, LateEventsOfASupersededAttemptAreRefused) {
    auto w = attempt(1, D1, 1);
    claim("r2", 1, {D1});
    send(w.batch({opening_row(cash_only("10000"))}));
    EXPECT_EQ(last<Superseded>().key, w.key());
    EXPECT_EQ(rows("j1", "alpha", D1), 0u);
}

TEST_F(IntakeBatches, LateEventsAreCountedWhileTheDayIsOpenAndAfterIt) {
    auto w = attempt(1, D1, 1);
    claim("r2", 1, {D1});
    send(w.batch({opening_row(cash_only("10000"))}));
    EXPECT_EQ(late.at(w.key()), 1);
    send(attempt(1, D1, 2).idle_day());
    send(w.end(Ending::completed, bought()));
    EXPECT_EQ(late.at(w.key()), 4) << "two events and the end";
    EXPECT_EQ(rows("j1", "alpha", D1), 1u) << "the winner's";
    EXPECT_EQ(late.size(), 1u);
}

TEST_F(IntakeBatches, ALateBatchThatIsRepeatedCountsOnce) {
    auto w = attempt(1, D1, 1);
    claim("r2", 1, {D1});
    const Batch while_open = w.batch({opening_row(cash_only("10000"))});
    send(while_open);
    send(while_open);
    EXPECT_EQ(late.at(w.key()), 1);
    send(attempt(1, D1, 2).idle_day());
    send(while_open);
    EXPECT_EQ(late.at(w.key()), 1);
    const Batch after_the_day = w.end(Ending::completed, bought());
    send(after_the_day);
    send(after_the_day);
    EXPECT_EQ(late.at(w.key()), 4);
    EXPECT_TRUE(operations.empty());
}

TEST_F(IntakeBatches, WhatAnotherBootOrAnUnknownAttemptSaysIsNotCountedAsLate) {
    claim("r2", 1, {D1});
    send(attempt(1, D1, 1, cash_only("10000"), 43).batch({opening_row(cash_only("10000"))}));
    send(attempt(1, D1, 3).batch({opening_row(cash_only("10000"))}));
    EXPECT_TRUE(late.empty());
}

TEST_F(IntakeBatches, AnEndAgainOfTheWinnerIsNotLate) {
    const Batch end = attempt(1, D1, 1).idle_day();
    send(end);
    send(end);
    EXPECT_TRUE(late.empty());
}

TEST_F(IntakeBatches, ADayThatArrivesWholeGoesStraightToCompleted) {
    send(attempt(1, D1, 1).idle_day());
    EXPECT_EQ(last<Ack>().upto, 1);
    EXPECT_EQ(count<SaveDay>(), 1u);
    EXPECT_EQ(days.at(1).status, DayStatus::completed);
    EXPECT_EQ(days.at(1).started, NOON - std::chrono::milliseconds{1500});
    EXPECT_EQ(days.at(1).completed, NOON);
}

TEST_F(IntakeBatches, ACompletedDayHasItsClosingAndSeriesStats) {
    send(attempt(1, D1, 1).end(Ending::completed, bought()));
    ASSERT_EQ(closings.size(), 1u);
    EXPECT_EQ(closings[0].stats.latest.position_id, 2);
    EXPECT_EQ(closings[0].stats.latest.cash, money("9500"));
    EXPECT_EQ(closings[0].stats.latest.trades, 1);
    EXPECT_EQ(series_stats.at(1).days, 1);
    EXPECT_EQ(closings[0].stats, series_stats.at(1));
}

TEST_F(IntakeBatches, TheNextDayIsMeasuredAgainstTheClose) {
    send(attempt(1, D1, 1).end(Ending::completed, bought()));
    Close risen = with_shares;
    risen.value = money("10050");
    auto w = attempt(1, D2, 1, with_shares);
    send(w.end(Ending::completed, {opening_row(risen)}));
    EXPECT_TRUE(alarms.empty()) << alarms.at(0);
    const Figures figures = closings.at(1).stats.latest.figures;
    EXPECT_EQ(figures.daily_profit.text(), "50");
    EXPECT_EQ(figures.daily_return.text(), "0.5");
    EXPECT_EQ(jobs.at("j1").status, JobStatus::completed);
}

TEST_F(IntakeBatches, RowsOfADayThatStreamsCarryFiguresByTheOpeningRow) {
    Close risen = cash_only("10000");
    send(attempt(1, D1, 1).batch({opening_row(risen)}));
    const auto& store = std::get<StoreEvents>(operations.at(1));
    ASSERT_TRUE(store.figures);
    EXPECT_EQ(store.figures->cumulative_profit, Money{});
}

TEST_F(IntakeBatches, RowsAreGivenTheFinalFiguresWhenTheValueMoved) {
    auto w = attempt(1, D1, 1);
    send(w.batch({opening_row(cash_only("10000"))}));
    send(w.end(Ending::completed, {trade(1, Action::buy, "AAPL", "0.3333", "0.0001", "9999.999967",
                                         "9999.999999", {held("AAPL", "0.3333")})}));
    EXPECT_TRUE(alarms.empty()) << alarms.at(0);
    ASSERT_EQ(count<UpdateFigures>(), 1u);
    EXPECT_EQ(closings.at(0).stats.latest.figures.daily_profit.text(), "-0.000001");
}

TEST_F(IntakeBatches, RowsWithTheRightFiguresAreLeftAlone) {
    auto w = attempt(1, D1, 1);
    send(w.batch({opening_row(cash_only("10000"))}));
    send(w.end(Ending::completed));
    EXPECT_EQ(count<UpdateFigures>(), 0u);
    EXPECT_EQ(count<SaveClosing>(), 1u);
}

TEST_F(IntakeBatches, ALaterDayMayStreamWhileAnEarlierOneIsOpen) {
    auto later = attempt(1, D2, 1);
    send(later.batch({opening_row(cash_only("10000"))}));
    EXPECT_EQ(last<Ack>().upto, 1);
    EXPECT_FALSE(std::get<StoreEvents>(operations.at(1)).figures);
    send(attempt(1, D1, 1).idle_day());
    send(later.end(Ending::completed));
    EXPECT_EQ(count<UpdateFigures>(), 1u);
    EXPECT_EQ(jobs.at("j1").status, JobStatus::completed);
}

TEST_F(IntakeBatches, AnEndWaitsForTheDaysBeforeIt) {
    auto later = attempt(1, D2, 1);
    const Batch end = later.idle_day();
    send(end);
    EXPECT_EQ(last<Ack>().upto, 0);
    EXPECT_EQ(operations.size(), 0u);
    send(attempt(1, D1, 1).idle_day());
    send(end);
    EXPECT_EQ(last<Ack>().upto, 1);
}

TEST_F(IntakeBatches, AFailureWaitsForTheDaysBeforeIt) {
    send(attempt(1, D2, 1).end(Ending::failed_permanent, {}, "x"));
    EXPECT_EQ(last<Ack>().upto, 0);
}

TEST_F(IntakeBatches, ALaterDayMayBeGivenBackAtOnce) {
    send(attempt(1, D2, 1).end(Ending::released));
    EXPECT_EQ(last<Ack>().upto, 1);
    EXPECT_EQ(attempt_state(1, D2, 1), AttemptState::released);
}

TEST_F(IntakeBatches, AnEndAgainIsAcknowledgedFromTheStore) {
    const Batch end = attempt(1, D1, 1).idle_day();
    send(end);
    send(end);
    EXPECT_EQ(last<Ack>().upto, 1);
    EXPECT_EQ(operations.size(), 0u);
}

TEST_F(IntakeBatches, AnEndAgainInTheSameTurnIsAcknowledged) {
    const Batch end = attempt(1, D1, 1).idle_day();
    intake.take("worker", end, std::nullopt, now);
    intake.take("worker", end, std::nullopt, now);
    turn();
    EXPECT_EQ(last<Ack>().upto, 1);
    EXPECT_EQ(closings.size(), 1u);
}

TEST_F(IntakeBatches, AnotherBootsEndOfAnEndedDayIsRefused) {
    send(attempt(1, D1, 1).idle_day());
    send(attempt(1, D1, 1, cash_only("10000"), 43).idle_day());
    EXPECT_TRUE(answered<Superseded>());
}

TEST_F(IntakeBatches, ATransientFailureTakesTheRowsAndLeavesTheDayOpen) {
    auto w = attempt(1, D1, 1);
    send(w.batch({opening_row(cash_only("10000"))}));
    send(w.end(Ending::failed_transient, {}, "429"));
    EXPECT_EQ(last<Ack>().upto, 2);
    EXPECT_EQ(rows("j1", "alpha", D1), 0u);
    EXPECT_EQ(days.at(1).status, DayStatus::pending);
    EXPECT_EQ(last<Changes>().chains.at(0).attempts.at(0).state, AttemptState::failed);
    EXPECT_EQ(last<Changes>().chains.at(0).attempts.at(0).attempts_spent, 1);
}

TEST_F(IntakeBatches, TheTransientFailureThatSpendsTheBudgetEndsTheDay) {
    send(attempt(1, D1, 1).end(Ending::failed_transient, {}, "429"));
    claim("r2", 1, {D1});
    send(attempt(1, D1, 2).end(Ending::failed_transient, {}, "again 429"));
    EXPECT_EQ(days.at(1).status, DayStatus::failed);
    EXPECT_EQ(days.at(1).error, "again 429");
}

TEST_F(IntakeBatches, APermanentFailureEndsTheDayAndLeavesThePortfolio) {
    send(attempt(1, D1, 1).end(Ending::failed_permanent, bought(), "bad key"));
    EXPECT_EQ(days.at(1).status, DayStatus::failed);
    EXPECT_EQ(rows("j1", "alpha", D1), 0u);
    claim("r2", 1, {D2});
    EXPECT_EQ(last<Claimed>().opening, cash_only("10000"));
    send(attempt(1, D2, 2).idle_day());
    EXPECT_EQ(jobs.at("j1").status, JobStatus::partial);
    EXPECT_EQ(jobs.at("j1").error, "1 of 2 model-days failed");
}

TEST_F(IntakeBatches, AJobWithoutACompletedDayFailed) {
    send(attempt(1, D1, 1).end(Ending::failed_permanent, {}, "x"));
    send(attempt(1, D2, 1).end(Ending::failed_permanent));
    EXPECT_EQ(jobs.at("j1").status, JobStatus::failed);
    EXPECT_EQ(days.at(2).error, "failed");
    EXPECT_FALSE(intake.knows(1));
}

TEST_F(IntakeBatches, ALongErrorIsCutBetweenTwoCharacters) {
    std::string error(ERROR_BYTES_MAX - 1, 'x');
    error += "€";
    send(attempt(1, D1, 1).end(Ending::failed_permanent, {}, error));
    EXPECT_EQ(days.at(1).error, std::string(ERROR_BYTES_MAX - 1, 'x'));
}

TEST_F(IntakeBatches, AWrongCountIsRefused) {
    Batch end = attempt(1, D1, 1).idle_day();
    end.end->event_count = 2;
    expect_refused(end, "1 events, and the end counts 2");
}

TEST_F(IntakeBatches, AWrongDigestIsRefused) {
    Batch end = attempt(1, D1, 1).idle_day();
    end.end->digest[0] ^= 1;
    expect_refused(end, "the digest of the events differs");
}

TEST_F(IntakeBatches, AnOpeningThatIsNotTheCommittedCloseIsRefused) {
    auto w = attempt(1, D1, 1, cash_only("10001"));
    expect_refused(w.end(Ending::completed, {opening_row(cash_only("10000"))}),
                   "the opening is not the committed close");
}

TEST_F(IntakeBatches, AnOpeningRowThatIsNotTheCloseIsRefused) {
    expect_refused(attempt(1, D1, 1).batch({opening_row(cash_only("10001"))}),
                   "action 0: cash should be 10000, is 10001");
}

TEST_F(IntakeBatches, BooksThatDoNotFollowAreRefusedWithAllRows) {
    auto w = attempt(1, D1, 1);
    send(w.batch({opening_row(cash_only("10000"))}));
    expect_refused(
        w.batch({trade(1, Action::buy, "AAPL", "5", "100", "9501", "10001", {held("AAPL", "5")})}),
        "action 1: cash should be 9500, is 9501");
}

TEST_F(IntakeBatches, ADayWithoutItsOpeningRowIsRefused) {
    expect_refused(attempt(1, D1, 1).end(Ending::completed), "no position: action 0 is missing");
}

TEST_F(IntakeBatches, ACloseThatIsNotTheLastRowIsRefused) {
    Batch end = attempt(1, D1, 1).idle_day();
    end.end->close.cash = money("9999");
    expect_refused(end, "the close is not the last row: cash should be 10000, is 9999");
}

TEST_F(IntakeBatches, ACloseOfAnotherValueIsRefused) {
    Batch end = attempt(1, D1, 1).idle_day();
    end.end->close.value = money("9999");
    expect_refused(end, "the close's value should be the last row's 10000, is 9999");
}

TEST_F(IntakeBatches, EventsThatCannotBeReadAreRefused) {
    Batch batch = attempt(1, D1, 1).batch({});
    batch.events.octets = "\x01";
    send(batch);
    EXPECT_EQ(attempt_state(1, D1, 1), AttemptState::refused);
}

TEST_F(IntakeBatches, ARefusedAttemptStaysRefusedAndTheDayIsClaimedAnew) {
    auto w = attempt(1, D1, 1);
    Batch bad = w.batch({opening_row(cash_only("10001"))});
    send(bad);
    send(bad);
    EXPECT_EQ(last<Superseded>().reason, "refused: action 0: cash should be 10000, is 10001");
    EXPECT_TRUE(alarms.empty());
    claim("r2", 1, {D1});
    EXPECT_EQ(last<Claimed>().days.at(0).attempt, 2);
}

TEST_F(IntakeBatches, ALeaseFromAnUncommittedOpeningIsRefusedWhenTheCloseDiffers) {
    auto later = attempt(1, D2, 1, with_shares);
    send(later.batch({opening_row(with_shares)}));
    send(attempt(1, D1, 1).idle_day());
    Batch end = later.end(Ending::completed);
    end.end->opening = cash_only("10000");
    send(end);
    EXPECT_EQ(last<Superseded>().reason,
              "refused: action 0 is not the opening: cash should be 10000, is 9500");
}

TEST_F(IntakeBatches, AnAttemptIsSavedOnceATurn) {
    auto w = attempt(1, D1, 1);
    intake.take("worker", w.batch({opening_row(cash_only("10000"))}), std::nullopt, now);
    intake.take("worker", w.batch({Reasoning{1, Role::assistant, "so", "", false}}), std::nullopt,
                now);
    turn();
    EXPECT_EQ(count<SaveAttempt>(), 1u);
    EXPECT_EQ(rows("j1", "alpha", D1), 2u);
}

TEST_F(IntakeBatches, EndsOfOneTurnShareOneChangeAndOneRowOfSeriesStats) {
    intake.take("worker", attempt(1, D1, 1).idle_day(), std::nullopt, now);
    intake.take("worker", attempt(1, D2, 1).idle_day(), std::nullopt, now);
    const auto before = intake.cursor();
    turn();
    EXPECT_EQ(intake.cursor(), before + 1);
    EXPECT_EQ(count<SaveSeriesStats>(), 1u);
    EXPECT_EQ(count<SaveJob>(), 1u);
    EXPECT_EQ(series_stats.at(1).days, 2);
    EXPECT_EQ(last<Changes>().from, before);
    EXPECT_EQ(last<Changes>().chains.at(0).ended_days, 2);
}

}  // namespace
}  // namespace tradepit::writer::tests
