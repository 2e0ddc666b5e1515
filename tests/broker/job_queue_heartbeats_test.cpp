#include <gmock/gmock.h>

#include "broker/job_queue.h"
#include "tests/broker/queue_world.h"

namespace tradepit::broker {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Leases, adoption of running attempts, drops and restarts: everything that follows from
/// heartbeats and from their absence.
class JobQueueHeartbeats : public QueueWorld {
protected:
    /// A chain of three days, leased to boot 1 of worker w under attempt 1.
    void leased(std::int32_t lease_days_max = 1) {
        live();
        learn({.lease_days_max = lease_days_max});
        hello("w", 1);
        decide();
        grant(claims.at(0));
    }
    std::vector<common::AttemptKey> dropped() const {
        std::vector<common::AttemptKey> keys;
        for (const auto& drop : replies_of<common::Drop>()) keys.push_back(drop.key);
        return keys;
    }
    common::ChainState open_at_start(const std::string& worker = "w", std::uint64_t nonce = 1) {
        return {.chain = 1,
                .ended_days = 0,
                .cancelled = false,
                .attempts = {attempt_at(0, 4, AttemptState::open, worker, nonce)}};
    }
};

TEST_F(JobQueueHeartbeats, IsAnsweredWithTheEpoch) {
    live();
    hello("w", 1);
    EXPECT_EQ(replies_of<common::HelloAnswer>().at(0).epoch, 7);
}

TEST_F(JobQueueHeartbeats, IsNotAnsweredBeforeThereIsAnEpoch) {
    hello("w", 1);
    hello("w", 1, 0, {}, 2);
    hello("w", 1, 0, {}, 1);
    EXPECT_THAT(replies, IsEmpty());
}

TEST_F(JobQueueHeartbeats, WithoutItTheLeaseRunsOutAndTheDayIsClaimedAnew) {
    leased();
    hello("v", 1);
    pass(4s);
    hello("v", 1);
    pass(4s);
    hello("v", 1);
    pass(2s - 1us);
    EXPECT_THAT(claims, IsEmpty());
    pass(1us);
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].worker.value(), "v");
}

TEST_F(JobQueueHeartbeats, ThatShowsTheAttemptRenewsTheLease) {
    leased();
    for (int i = 0; i < 10; ++i) {
        pass(4s);
        EXPECT_THAT(claims, IsEmpty());
        hello("w", 1, 0, {held(1, 0, 1)});
    }
}

TEST_F(JobQueueHeartbeats, SentBeforeTheAssignmentArrivedTakesNothingAway) {
    leased();
    hello("w", 1);
    pass(3s);
    EXPECT_EQ(queue.state(now).leased, 1);
}

TEST_F(JobQueueHeartbeats, ThatShowsItNoMoreEndsTheLeaseSoon) {
    leased();
    hello("w", 1, 0, {held(1, 0, 1)});
    hello("w", 1);
    pass(JobQueue::UNLISTED_LEASE_MAX - 1us);
    EXPECT_THAT(claims, IsEmpty());
    pass(1us);
    EXPECT_EQ(claims.size(), 1U);
}

TEST_F(JobQueueHeartbeats, ThatShowsItFinishedFreesTheSlotAndKeepsTheLease) {
    leased();
    learn({.chain = 2, .job = 2});
    hello("w", 1, 0, {held(1, 0, 1, true)});
    EXPECT_THAT(claimed_chains(), ElementsAre(2));
    EXPECT_EQ(queue.state(now).leased, 1);
}

TEST_F(JobQueueHeartbeats, OfALaterDayOfTheLeaseKeepsTheSlot) {
    leased(3);
    learn({.chain = 2, .job = 2});
    hello("w", 1, 0, {held(1, 0, 1, true), held(1, 1, 1)});
    EXPECT_THAT(claimed_chains(), IsEmpty());
}

TEST_F(JobQueueHeartbeats, OfAnotherBootEndsTheOldOnesLeasesAtOnce) {
    leased();
    hello("w", 1, 0, {}, 2);
    decide();
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].nonce, 2U);
    EXPECT_EQ(claims[0].reason, "worker w restarted");
}

TEST_F(JobQueueHeartbeats, OfASecondProcessOfANameChangesNothing) {
    leased();
    incumbent = Workers::Incumbent::connected;
    hello("w", 9, 9, {held(1, 0, 1)}, 2);
    EXPECT_THAT(replies, IsEmpty());
    pass(1s);
    hello("w", 1, 0, {held(1, 0, 1)});
    hello("w", 9, 9, {held(1, 0, 1)}, 2);
    EXPECT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies_of<common::NameTaken>().at(0).nonce, 2U);
    EXPECT_EQ(replies_of<common::NameTaken>().at(0).epoch, 7);
    EXPECT_EQ(queue.state(now).leased, 1);
    EXPECT_TRUE(queue.is_current(common::WorkerName{"w"}, 1));
}

TEST_F(JobQueueHeartbeats, OfARetiredBootIsToldSoAndChangesNothing) {
    leased();
    hello("w", 1, 0, {}, 2);
    decide();
    hello("w", 9, 9, {held(1, 0, 1)}, 1);
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies_of<common::Retired>().at(0).nonce, 1U);
    EXPECT_EQ(replies_of<common::Retired>().at(0).epoch, 7);
    EXPECT_EQ(queue.state(now).workers.at(0).slots.at(0).count, 1);
    EXPECT_TRUE(queue.is_current(common::WorkerName{"w"}, 2));
}

// ---- drops

TEST_F(JobQueueHeartbeats, NamesASupersededAttemptWhichIsDropped) {
    leased();
    merge(1, 0, {attempt_at(0, 2, AttemptState::open, "v", 5)});
    hello("w", 1, 0, {held(1, 0, 1)});
    EXPECT_THAT(dropped(), ElementsAre(held(1, 0, 1).key));
}

TEST_F(JobQueueHeartbeats, DeadAttemptsAreDroppedByState) {
    for (const auto& [state, drops] : {std::pair{AttemptState::superseded, 1U},
                                       {AttemptState::refused, 1U},
                                       {AttemptState::released, 1U},
                                       {AttemptState::failed, 0U},
                                       {AttemptState::completed, 0U},
                                       {AttemptState::open, 0U}}) {
        JobQueue fresh{{}};
        fresh.begin(7, 99);
        fresh.go_live(now);
        fresh.learn(make_chain({}), now);
        fresh.merge({.chain = 1, .ended_days = 0, .attempts = {attempt_at(0, 1, state)}}, now);
        const auto answers = fresh.hello({.worker = common::WorkerName{"w"},
                                          .nonce = 1,
                                          .slots = {{ResourceName{CPU}, 1}},
                                          .held = {held(1, 0, 1, true)}},
                                         now, Workers::Incumbent::gone);
        EXPECT_EQ(answers.size(), 1U + drops) << static_cast<int>(state);
    }
}

TEST_F(JobQueueHeartbeats, AWinnerIsNeverDropped) {
    leased();
    merge(1, 1);
    hello("w", 1, 0, {held(1, 0, 1, true)});
    EXPECT_THAT(dropped(), IsEmpty());
    hello("w", 1, 0, {held(1, 0, 1)});
    EXPECT_THAT(dropped(), IsEmpty()) << "a heartbeat from before the end";
}

TEST_F(JobQueueHeartbeats, AWinnerIsNotOverdueInALateHeartbeatAndKeepsTheLaterDays) {
    leased(3);
    merge(1, 1);
    hello("w", 1, 0, {held(1, 0, 1, false, 700'000), held(1, 1, 1)});
    EXPECT_THAT(dropped(), IsEmpty());
    EXPECT_EQ(queue.state(now).leased, 1);
}

TEST_F(JobQueueHeartbeats, AnEarlierAttemptOfAnEndedDayIsDropped) {
    live();
    learn({});
    merge(1, 0, {attempt_at(0, 2, AttemptState::open, "v", 5)});
    merge(1, 1);
    hello("w", 1, 0, {held(1, 0, 1)});
    EXPECT_THAT(dropped(), ElementsAre(held(1, 0, 1).key));
}

TEST_F(JobQueueHeartbeats, AnUnknownChainIsDroppedOnceTheBrokerIsLive) {
    queue.begin(7, 99);
    hello("w", 1, 0, {held(5, 0, 1)});
    EXPECT_THAT(dropped(), IsEmpty());
    queue.go_live(now);
    hello("w", 1, 0, {held(5, 0, 1), held(6, 0, 1, true)});
    EXPECT_THAT(dropped(), ElementsAre(held(5, 0, 1).key)) << "a finished one may have won";
}

TEST_F(JobQueueHeartbeats, AnUnknownDateIsDropped) {
    live();
    learn({});
    hello("w", 1, 0, {held(1, 20, 1)});
    EXPECT_THAT(dropped(), ElementsAre(held(1, 20, 1).key));
}

TEST_F(JobQueueHeartbeats, ACancelledJobsAttemptIsDropped) {
    leased();
    learn({.chain = 2, .job = 1, .job_chains = 1});
    merge(1, 0, {}, true);
    hello("w", 1, 0, {held(1, 0, 1)});
    EXPECT_THAT(dropped(), ElementsAre(held(1, 0, 1).key));
}

TEST_F(JobQueueHeartbeats, ACancelledChainOfAJobThatGoesOnDropsWhatRunsOnly) {
    live();
    learn({.chain = 1, .job_chains = 2});
    merge(1, 0, {}, true);
    hello("w", 1, 0, {held(1, 0, 1, true), held(1, 1, 1)});
    EXPECT_THAT(dropped(), ElementsAre(held(1, 1, 1).key));
}

TEST_F(JobQueueHeartbeats, PastTheTimeLimitTheAttemptIsDroppedAndClaimedAnew) {
    leased();
    hello("w", 1, 0, {held(1, 0, 1, false, 600'000)});
    EXPECT_THAT(dropped(), IsEmpty());
    hello("w", 1, 0, {held(1, 0, 1, false, 600'001)});
    EXPECT_THAT(dropped(), ElementsAre(held(1, 0, 1).key));
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
    EXPECT_EQ(claims[0].reason, "the agent ran past its time limit of 600000 ms");
}

TEST_F(JobQueueHeartbeats, AFinishedAttemptIsNotOverdueHoweverLongItRan) {
    leased();
    hello("w", 1, 0, {held(1, 0, 1, true, 700'000)});
    EXPECT_THAT(dropped(), IsEmpty());
}

TEST_F(JobQueueHeartbeats, AnAttemptNotHeardOfYetIsLeftAlone) {
    live();
    learn({});
    hello("w", 1, 0, {held(1, 0, 9)});
    EXPECT_THAT(dropped(), IsEmpty());
    EXPECT_EQ(queue.state(now).leased, 0);
}

// ---- after a restart of the broker

TEST_F(JobQueueHeartbeats, AnOpenAttemptFoundAtStartIsHeldForOneLease) {
    live();
    learn({.state = open_at_start()});
    hello("v", 1);
    pass(4s);
    hello("v", 1);
    pass(4s);
    hello("v", 1);
    EXPECT_THAT(claims, IsEmpty());
    pass(2s);
    EXPECT_EQ(claims.size(), 1U);
}

TEST_F(JobQueueHeartbeats, AHeldAttemptIsFreeWhenItsWorkerShowsAnotherNonce) {
    live();
    learn({.state = open_at_start()});
    hello("w", 1, 0, {}, 2);
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
}

TEST_F(JobQueueHeartbeats, AnOpenAttemptOfABootKnownToBeGoneIsNotHeld) {
    live();
    hello("w", 1, 0, {}, 2);
    learn({.state = open_at_start()});
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
}

TEST_F(JobQueueHeartbeats, AHeldAttemptIsKeptByItsWorkersHeartbeat) {
    live();
    learn({.state = open_at_start()});
    for (int i = 0; i < 5; ++i) {
        hello("w", 1, 0, {held(1, 0, 4)});
        EXPECT_THAT(dropped(), IsEmpty());
        pass(4s);
        EXPECT_THAT(claims, IsEmpty());
    }
}

TEST_F(JobQueueHeartbeats, AWorkerThatHasHeardThisBrokerLetsGoWhatItDoesNotHold) {
    live();
    learn({.state = open_at_start()});
    heard_epoch = 7;
    hello("w", 1);
    pass(JobQueue::UNLISTED_LEASE_MAX - 1us);
    EXPECT_THAT(claims, IsEmpty());
    pass(1us);
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].reason, "worker w does not hold the lease");
}

TEST_F(JobQueueHeartbeats, AWorkerThatHasNotHeardItMayStillTakeTheLastOnesAssignment) {
    live();
    learn({.state = open_at_start()});
    heard_epoch = 6;
    hello("w", 1);
    pass(4s);
    EXPECT_THAT(claims, IsEmpty());
    heard_epoch = 7;
    hello("w", 1, 0, {held(1, 0, 4)});
    pass(4s);
    EXPECT_THAT(claims, IsEmpty());
    EXPECT_EQ(queue.state(now).leased, 1);
}

TEST_F(JobQueueHeartbeats, AHoldTakesItsWorkersSlot) {
    live();
    learn({.chain = 1, .state = open_at_start()});
    learn({.chain = 2, .job = 2});
    hello("w", 1, 0, {held(1, 0, 4)});
    EXPECT_THAT(claimed_chains(), IsEmpty());
}

TEST_F(JobQueueHeartbeats, OnlyTheNextDaysWorkerIsHeld) {
    live();
    learn({.days = 3,
           .lease_days_max = 3,
           .state = {.chain = 1,
                     .ended_days = 0,
                     .cancelled = false,
                     .attempts = {attempt_at(0, 2, AttemptState::superseded),
                                  attempt_at(1, 1, AttemptState::open, "v")}}});
    hello("v", 1);
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
}

TEST_F(JobQueueHeartbeats, ADayFoundFailedAtStartWaits) {
    live();
    learn({.state = {.chain = 1,
                     .ended_days = 0,
                     .cancelled = false,
                     .attempts = {attempt_at(0, 2, AttemptState::failed)}}});
    hello("w", 1);
    EXPECT_THAT(claimed_chains(), IsEmpty());
    pass(1s);
    EXPECT_EQ(claims.size(), 1U);
}

TEST_F(JobQueueHeartbeats, AnAttemptWhoseLeaseRanOutIsAdoptedAgain) {
    leased();
    now += 1us;
    pass(5s);
    pass(5s);
    hello("w", 0, 0, {held(1, 0, 1)});
    EXPECT_EQ(queue.state(now).leased, 1);
}

TEST_F(JobQueueHeartbeats, AnAttemptIsNotAdoptedWhileItsDayIsClaimedAnew) {
    leased();
    hello("v", 1);
    pass(4s);
    hello("v", 1);
    pass(4s);
    hello("v", 1);
    pass(3s);
    const auto claim = claims.at(0);
    hello("w", 1, 0, {held(1, 0, 1)});
    EXPECT_EQ(queue.state(now).leased, 0);
    grant(claim, 2);
    EXPECT_EQ(assignments.at(0).worker.value(), "v");
}

TEST_F(JobQueueHeartbeats, AnAttemptBehindTheNextDayIsNotAdopted) {
    live();
    learn({.days = 3, .lease_days_max = 3});
    merge(1, 0, {attempt_at(1, 1, AttemptState::open)});
    hello("w", 0, 0, {held(1, 1, 1)});
    EXPECT_EQ(queue.state(now).leased, 0);
}

// ---- pauses of the broker itself

TEST_F(JobQueueHeartbeats, APauseOfTheBrokerExtendsTheLeases) {
    leased();
    pass(4s);
    now += 60s;
    decide();
    EXPECT_EQ(queue.state(now).leased, 1);
    pass(6s - 1us);
    EXPECT_EQ(queue.state(now).leased, 1);
    pass(1us);
    EXPECT_EQ(queue.state(now).leased, 0);
}

TEST_F(JobQueueHeartbeats, APauseExtendsNoLeaseBeyondItsLength) {
    live();
    learn({});
    hello("w", 1);
    decide();
    const auto claim = claims.at(0);
    now += 60s;
    hello("w", 1);
    grant(claim);
    EXPECT_EQ(assignments.size(), 1U);
    pass(10s);
    EXPECT_EQ(queue.state(now).leased, 0);
}

TEST_F(JobQueueHeartbeats, APauseOfTheBrokerMakesNoWorkerSilent) {
    live();
    hello("w", 1);
    decide();
    now += 60s;
    learn({});
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
}

}  // namespace
}  // namespace tradepit::broker
