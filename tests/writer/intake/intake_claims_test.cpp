#include "tests/writer/intake/intake_world.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;

class IntakeClaims : public IntakeWorld {
protected:
    IntakeClaims() {
        broker();
        submit(job("j1", {D1, D2, D3}, {model("alpha"), model("beta")}));
    }
};

TEST_F(IntakeClaims, AClaimGivesTheAttemptItsNumberAndTheOpening) {
    claim("r1", 1, {D1, D2});
    const Claimed expected{"r1", 1, cash_only("10000"), {{D1, 1, {}}, {D2, 1, {}}}};
    EXPECT_EQ(last<Claimed>(), expected);
    EXPECT_EQ(jobs.at("j1").status, JobStatus::running);
    EXPECT_EQ(jobs.at("j1").started, NOON);
}

TEST_F(IntakeClaims, ARepeatGetsTheSameAnswerAndChangesNothing) {
    claim("r1", 1, {D1, D2});
    const Claimed first = last<Claimed>();
    claim("r1", 1, {D1, D2});
    EXPECT_EQ(last<Claimed>(), first);
    EXPECT_EQ(operations.size(), 0u);
}

TEST_F(IntakeClaims, ARepeatKeepsItsOpeningWhenItsFirstDayHasEnded) {
    claim("r1", 1, {D1, D2});
    auto w = attempt(1, D1, 1);
    send(w.end(Ending::completed,
               {opening_row(cash_only("10000")),
                trade(1, Action::buy, "AAPL", "5", "100", "9500", "10000", {held("AAPL", "5")})}));
    claim("r1", 1, {D1, D2});
    EXPECT_EQ(last<Claimed>().opening, cash_only("10000"));
}

TEST_F(IntakeClaims, ARepeatAfterItsAttemptsAreClosedIsToldTheState) {
    claim("r1", 1, {D1});
    send(attempt(1, D1, 1).end(Ending::failed_transient, {}, "x"));
    claim("r1", 1, {D1});
    EXPECT_TRUE(answered<ClaimRefused>());
    EXPECT_FALSE(answered<Claimed>());
}

TEST_F(IntakeClaims, ALateRepeatOfAnOlderClaimSupersedesNothing) {
    claim("r1", 1, {D1});
    send(attempt(1, D1, 1).end(Ending::failed_transient, {}, "x"));
    claim("r2", 1, {D1});
    claim("r1", 1, {D1});
    EXPECT_TRUE(answered<ClaimRefused>());
    EXPECT_EQ(attempt_state(1, D1, 2), AttemptState::open);
}

TEST_F(IntakeClaims, ALateRepeatOfAnEndedDaysClaimSupersedesNothing) {
    claim("r1", 1, {D1, D2});
    send(attempt(1, D1, 1).idle_day());
    claim("r2", 1, {D2});
    claim("r1", 1, {D1, D2});
    EXPECT_EQ(last<ClaimRefused>().state.ended_days, 1);
    EXPECT_EQ(attempt_state(1, D2, 2), AttemptState::open);
}

TEST_F(IntakeClaims, AClaimBehindAnOpenDayIsRefused) {
    claim("r1", 1, {D2});
    EXPECT_EQ(last<ClaimRefused>().state.ended_days, 0);
    EXPECT_EQ(count<RecordClaim>(), 0u);
}

TEST_F(IntakeClaims, AClaimOnADayThatHasEndedIsToldTheState) {
    claim("r1", 1, {D1});
    send(attempt(1, D1, 1).idle_day());
    claim("r2", 1, {D1});
    EXPECT_EQ(last<ClaimRefused>().state.ended_days, 1);
}

TEST_F(IntakeClaims, AClaimWithoutDaysIsToldTheState) {
    claim("r1", 1, {});
    EXPECT_TRUE(answered<ClaimRefused>());
}

TEST_F(IntakeClaims, ANewClaimSupersedesTheDayAndTheLaterDaysOfItsLease) {
    claim("r1", 1, {D1, D2, D3});
    send(attempt(1, D1, 1).batch({opening_row(cash_only("10000"))}));
    send(attempt(1, D2, 1).batch({opening_row(cash_only("10000"))}));
    EXPECT_EQ(rows("j1", "alpha", D2), 1u);
    claim("r2", 1, {D1});
    EXPECT_EQ(attempt_state(1, D1, 1), AttemptState::superseded);
    EXPECT_EQ(attempt_state(1, D2, 1), AttemptState::superseded);
    EXPECT_EQ(attempt_state(1, D3, 1), AttemptState::superseded);
    EXPECT_EQ(rows("j1", "alpha", D1), 0u);
    EXPECT_EQ(rows("j1", "alpha", D2), 0u);
    EXPECT_EQ(last<Claimed>().days, (std::vector<ClaimedDay>{{D1, 2, {}}}));
}

TEST_F(IntakeClaims, ASupersededDayIsPendingAgain) {
    claim("r1", 1, {D1});
    send(attempt(1, D1, 1).batch({opening_row(cash_only("10000"))}));
    EXPECT_EQ(days.at(1).status, DayStatus::running);
    claim("r2", 1, {D1});
    EXPECT_EQ(days.at(1).status, DayStatus::pending);
    EXPECT_EQ(days.at(1).started, std::nullopt);
}

TEST_F(IntakeClaims, AClaimOnADayWhoseBudgetIsSpentEndsItAsFailed) {
    for (const char* request : {"r1", "r2"}) {
        claim(request, 1, {D1});
        const auto n = last<Claimed>().days.at(0).attempt;
        send(attempt(1, D1, n).batch({}));
    }
    claim("r3", 1, {D1});
    EXPECT_EQ(last<ClaimRefused>().state.ended_days, 1);
    EXPECT_EQ(days.at(1).status, DayStatus::failed);
    EXPECT_EQ(days.at(1).error, "lost: 2 attempts started and none of them ended");
}

TEST_F(IntakeClaims, ADayThatFailsAtAClaimFailsForTheReasonThatTheClaimGives) {
    for (const char* request : {"r1", "r2"}) {
        claim(request, 1, {D1});
        send(attempt(1, D1, last<Claimed>().days.at(0).attempt).batch({}));
    }
    Claim third = claim_of("r3", 1, {D1});
    third.reason = "its worker died";
    intake.take("broker", third, std::nullopt, now);
    turn();
    EXPECT_EQ(days.at(1).error,
              "lost: 2 attempts started and none of them ended; the last one: its worker died");
}

TEST_F(IntakeClaims, ADayThatFailsAtAClaimKeepsItsLastError) {
    claim("r1", 1, {D1});
    send(attempt(1, D1, 1).end(Ending::failed_transient, {}, "no answer"));
    claim("r2", 1, {D1});
    send(attempt(1, D1, 2).batch({}));
    claim("r3", 1, {D1});
    EXPECT_EQ(days.at(1).error, "no answer");
}

TEST_F(IntakeClaims, ClaimsThatNeverStartedSpendNothing) {
    for (const char* request : {"r1", "r2", "r3", "r4"}) claim(request, 1, {D1});
    EXPECT_EQ(last<Claimed>().days.at(0).attempt, 4);
}

TEST_F(IntakeClaims, AnAttemptGivenBackSpendsNothing) {
    for (const char* request : {"r1", "r2", "r3"}) {
        claim(request, 1, {D1});
        const auto n = last<Claimed>().days.at(0).attempt;
        auto w = attempt(1, D1, n);
        send(w.batch({opening_row(cash_only("10000"))}));
        send(w.end(Ending::released));
    }
    claim("r4", 1, {D1});
    EXPECT_TRUE(answered<Claimed>());
}

TEST_F(IntakeClaims, AClaimStopsBeforeALaterDayWhoseBudgetIsSpent) {
    for (const char* request : {"r1", "r2"}) {
        claim(request, 1, {D1, D2});
        const auto n = last<Claimed>().days.at(1).attempt;
        send(attempt(1, D2, n).batch({}));
    }
    claim("r3", 1, {D1, D2, D3});
    EXPECT_EQ(last<Claimed>().days, (std::vector<ClaimedDay>{{D1, 3, {}}}));
}

TEST_F(IntakeClaims, AClaimIsCutWhereItsDatesAreNotTheNextOpenDays) {
    claim("r1", 1, {D1, D3});
    EXPECT_EQ(last<Claimed>().days.size(), 1u);
}

Job replay_of(const std::vector<std::size_t>& bytes) {
    Job replay = job("j2", {D1, D2, D3}, {model("alpha")});
    for (std::size_t i = 0; i < bytes.size(); ++i)
        replay.models[0].orders.push_back({replay.dates[i], std::string(bytes[i], 'x')});
    return replay;
}

TEST_F(IntakeClaims, AClaimTakesOrdersUpToTheirLimit) {
    constexpr std::size_t HALF = CLAIM_ORDERS_BYTES_MAX / 2;
    static_assert(HALF == DAY_ORDERS_BYTES_MAX);
    submit(replay_of({HALF, HALF - 1, 1}));
    claim("r1", 3, {D1, D2, D3});
    EXPECT_EQ(last<Claimed>().days.size(), 3u);
}

TEST_F(IntakeClaims, AClaimEndsBeforeTheByteOfOrdersThatIsTooMuch) {
    submit(replay_of({DAY_ORDERS_BYTES_MAX, DAY_ORDERS_BYTES_MAX, 1}));
    claim("r1", 3, {D1, D2, D3});
    EXPECT_EQ(last<Claimed>().days.size(), 2u);
}

TEST_F(IntakeClaims, OnlyAChainWithOrdersIsLookedUpForThem) {
    submit(replay_of({1}));
    EXPECT_FALSE(intake.may_have_orders(1));
    EXPECT_TRUE(intake.may_have_orders(3));
    EXPECT_TRUE(intake.may_have_orders(99));
}

TEST_F(IntakeClaims, AClaimOfAnOlderEpochIsRefused) {
    const Claim old = claim_of("r1", 1, {D1});
    broker(8);
    intake.take("old broker", old, std::nullopt, now);
    turn();
    EXPECT_EQ(last<StaleEpoch>().epoch, 2);
    EXPECT_EQ(operations.size(), 0u);
}

TEST_F(IntakeClaims, ARequestIdOfAnOlderEpochIsNoRepeat) {
    claim("r1", 1, {D1});
    broker(8);
    claim("r2", 1, {D1});
    claim("r3", 1, {D1});
    EXPECT_EQ(last<Claimed>().days.at(0).attempt, 3);
}

TEST_F(IntakeClaims, AChainOfAFinishedJobIsAnsweredFromTheStore) {
    const ChainState past{.chain = 99, .ended_days = 3, .cancelled = false, .attempts = {}};
    intake.take("broker", claim_of("r1", 99, {D1}), past, now);
    turn();
    EXPECT_EQ(last<ClaimRefused>().state, past);
}

TEST_F(IntakeClaims, AChainThatNeverWasIsOver) {
    claim("r1", 99, {D1});
    EXPECT_EQ(last<ClaimRefused>().request, "r1");
    EXPECT_EQ(last<ClaimRefused>().state, (ChainState{99, 0, true, {}}));
    EXPECT_EQ(operations.size(), 0u);
}

TEST_F(IntakeClaims, SkippedDaysAreSteppedOver) {
    Job with_gap = job("j2", {D1, D2, D3}, {model("alpha")});
    with_gap.skipped = {{D2, "no prices"}};
    submit(with_gap);
    claim("r1", 3, {D1, D3});
    EXPECT_EQ(last<Claimed>().days.size(), 2u);
    send(attempt(3, D1, 1).idle_day());
    EXPECT_EQ(last<Changes>().chains.at(0).ended_days, 2);
}

}  // namespace
}  // namespace tradepit::writer::tests
