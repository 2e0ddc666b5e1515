#include "broker/job_queue.h"

#include <gmock/gmock.h>

#include "tests/broker/queue_world.h"

namespace tradepit::broker {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using JobQueueTest = QueueWorld;

// ---- claims

TEST_F(JobQueueTest, NothingIsHandedOutBeforeItIsLive) {
    queue.begin(7, 99);
    learn({});
    hello("w", 1);
    decide();
    EXPECT_THAT(claims, IsEmpty());
    queue.go_live(now);
    decide();
    EXPECT_EQ(claims.size(), 1U);
}

TEST_F(JobQueueTest, AClaimCarriesEpochWorkerAndNonce) {
    live();
    learn({.chain = 4});
    hello("w", 1, 0, {}, 33);
    decide();
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].epoch, 7);
    EXPECT_EQ(claims[0].chain, 4);
    EXPECT_EQ(claims[0].worker.value(), "w");
    EXPECT_EQ(claims[0].nonce, 33U);
    EXPECT_EQ(claims[0].dates, days({0}));
}

TEST_F(JobQueueTest, ALeaseClaimsConsecutiveOpenDaysWithoutTheSkippedOnes) {
    live();
    learn({.days = 6, .lease_days_max = 3, .skipped = {0, 2}});
    hello("w", 1);
    decide();
    EXPECT_EQ(claims.at(0).dates, days({1, 3, 4}));
}

TEST_F(JobQueueTest, AChainHasOneClaimOutstandingRepeatedUnderItsOwnRequestId) {
    live();
    learn({});
    hello("w", 5);
    decide();
    const auto first = claims.at(0);
    now += 249ms;
    decide();
    EXPECT_THAT(claims, IsEmpty());
    now += 1ms;
    decide();
    EXPECT_THAT(claims, ElementsAre(first));
    now += 499ms;
    decide();
    EXPECT_THAT(claims, IsEmpty());
    now += 1ms;
    decide();
    EXPECT_THAT(claims, ElementsAre(first));
}

TEST_F(JobQueueTest, RequestIdsAreUnique) {
    live();
    learn({.chain = 1, .job = 1});
    learn({.chain = 2, .job = 2});
    hello("w", 5);
    decide();
    EXPECT_NE(claims.at(0).request, claims.at(1).request);
}

TEST_F(JobQueueTest, ManyClaimsGoOutAtOnce) {
    live();
    for (std::int64_t chain = 1; chain <= 100; ++chain)
        learn({.chain = chain, .job_chains = 100, .needs = need(WAIT)});
    hello("w", 0, 64);
    decide();
    EXPECT_EQ(claims.size(), 64U);
}

TEST_F(JobQueueTest, ARecordedClaimIsAssignedToItsWorker) {
    live();
    learn({.days = 5, .lease_days_max = 2});
    hello("w", 1, 0, {}, 33);
    decide();
    grant(claims.at(0));
    ASSERT_EQ(assignments.size(), 1U);
    EXPECT_EQ(assignments[0].worker.value(), "w");
    EXPECT_EQ(assignments[0].assign.epoch, 7);
    EXPECT_EQ(assignments[0].assign.nonce, 33U);
    EXPECT_EQ(assignments[0].assign.days.size(), 2U);
    EXPECT_EQ(assignments[0].assign.terms.job.value(), "job-1");
}

TEST_F(JobQueueTest, AnAnswerThatComesTwiceAssignsOnce) {
    live();
    learn({});
    hello("w", 1);
    decide();
    const auto claim = claims.at(0);
    grant(claim);
    EXPECT_EQ(assignments.size(), 1U);
    grant(claim);
    EXPECT_THAT(assignments, IsEmpty());
}

TEST_F(JobQueueTest, AnAnswerToAnotherRequestOrOfAnUnknownChainIsIgnored) {
    live();
    learn({});
    hello("w", 1);
    decide();
    queue.claimed({.request = "other", .chain = 1, .days = {{.date = day_stamp(0), .attempt = 1}}},
                  now);
    queue.claimed({.request = claims.at(0).request, .chain = 5}, now);
    queue.claim_refused({.request = claims.at(0).request, .state = {.chain = 5}}, now);
    decide();
    EXPECT_THAT(assignments, IsEmpty());
}

TEST_F(JobQueueTest, AClaimForAnEarlierBootIsNotAssigned) {
    live();
    learn({});
    hello("w", 1);
    decide();
    const auto claim = claims.at(0);
    hello("w", 1, 0, {}, 2);
    grant(claim);
    EXPECT_THAT(assignments, IsEmpty());
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].nonce, 2U);
}

TEST_F(JobQueueTest, AClaimForADrainingWorkerIsNotAssigned) {
    live();
    learn({});
    hello("w", 1);
    decide();
    hello("w", 0, 0, {}, 1, true);
    grant(claims.at(0));
    EXPECT_THAT(assignments, IsEmpty());
    EXPECT_THAT(claims, IsEmpty());
}

TEST_F(JobQueueTest, AnAnswerBehindAMovedNextDayIsNotAssigned) {
    live();
    learn({.days = 3});
    hello("w", 1);
    decide();
    const auto claim = claims.at(0);
    merge(1, 1);
    grant(claim);
    EXPECT_THAT(assignments, IsEmpty());
    EXPECT_EQ(claims.at(0).dates, days({1}));
}

TEST_F(JobQueueTest, AnAnswerOlderThanWhatIsKnownIsNotAssigned) {
    live();
    learn({});
    hello("w", 1);
    decide();
    const auto claim = claims.at(0);
    merge(1, 0, {attempt_at(0, 5, AttemptState::open, "other", 9)});
    grant(claim, 4);
    EXPECT_THAT(assignments, IsEmpty());
}

TEST_F(JobQueueTest, AClaimThatCoversFewerDaysLeasesThose) {
    live();
    learn({.days = 3, .lease_days_max = 3});
    hello("w", 1);
    decide();
    queue.claimed({.request = claims.at(0).request,
                   .chain = 1,
                   .opening = {},
                   .days = {{.date = day_stamp(0), .attempt = 1, .orders = {}}}},
                  now);
    decide();
    EXPECT_EQ(assignments.at(0).assign.days.size(), 1U);
}

TEST_F(JobQueueTest, AClaimOnAnEndedDayGoesOnBehindIt) {
    live();
    learn({.days = 3});
    hello("w", 1);
    decide();
    queue.claim_refused({.request = claims.at(0).request, .state = {.chain = 1, .ended_days = 2}},
                        now);
    decide();
    EXPECT_EQ(claims.at(0).dates, days({2}));
}

TEST_F(JobQueueTest, AClaimThatChangedNothingIsMadeAnewAfterAWhile) {
    live();
    learn({});
    hello("w", 1);
    decide();
    queue.claim_refused({.request = claims.at(0).request, .state = {.chain = 1}}, now);
    decide();
    EXPECT_THAT(claims, IsEmpty());
    now += JobQueue::CLAIM_AGAIN_AFTER;
    decide();
    EXPECT_EQ(claims.size(), 1U);
}

TEST_F(JobQueueTest, TheNextDaysAreClaimedAsSoonAsTheOnesBeforeEnded) {
    live();
    learn({.days = 4, .lease_days_max = 2});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    merge(1, 1);
    decide();
    EXPECT_THAT(claims, IsEmpty()) << "the second day of the lease is open";
    merge(1, 2);
    decide();
    EXPECT_EQ(claims.at(0).dates, days({2, 3}));
}

TEST_F(JobQueueTest, AJobWhoseDaysHaveAllEndedIsForgotten) {
    live();
    learn({.days = 1});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    merge(1, 1);
    EXPECT_FALSE(queue.merge({.chain = 1, .ended_days = 1}, now));
    EXPECT_EQ(queue.state(now).leased, 0);
}

TEST_F(JobQueueTest, AJobThatEndsWhileAClaimIsUnderWayIsForgottenWithItsAnswer) {
    live();
    learn({.days = 1});
    hello("w", 1);
    decide();
    const auto claim = claims.at(0);
    merge(1, 0, {}, true);
    EXPECT_TRUE(queue.merge({.chain = 1, .cancelled = true}, now));
    queue.claim_refused({.request = claim.request, .state = {.chain = 1, .cancelled = true}}, now);
    EXPECT_FALSE(queue.merge({.chain = 1, .cancelled = true}, now));
    decide();
    EXPECT_THAT(claims, IsEmpty());
}

TEST_F(JobQueueTest, ACancelledJobGetsNoClaims) {
    live();
    learn({.job_chains = 2});
    merge(1, 0, {}, true);
    hello("w", 1);
    EXPECT_THAT(claimed_chains(), IsEmpty());
}

TEST_F(JobQueueTest, AJobThatWasCancelledWhileItsPagesWereReadIsForgotten) {
    learn({.chain = 1, .job_chains = 2});
    live();
    merge(1, 0, {}, true);
    EXPECT_FALSE(queue.merge({.chain = 1, .cancelled = true}, now));
    // The same for a new job of which only a part is known.
    learn({.chain = 3, .job = 2, .job_chains = 2});
    merge(3, 0, {}, true);
    EXPECT_FALSE(queue.merge({.chain = 3, .cancelled = true}, now));
    queue.check_invariants();
}

TEST_F(JobQueueTest, ANewJobIsKnownInPartUntilItsLastPage) {
    live();
    hello("w", 2);
    learn({.chain = 1, .job_chains = 2, .order = common::Order::date});
    queue.go_live(now);
    EXPECT_THAT(claimed_chains(), IsEmpty());
    learn({.chain = 2, .job_chains = 2, .order = common::Order::date});
    EXPECT_THAT(claimed_chains(), ElementsAre(1, 2));
}

TEST_F(JobQueueTest, AJobThatEndedWhileItsPagesWereReadIsForgotten) {
    learn({.chain = 1, .days = 1, .job_chains = 2, .order = common::Order::date});
    live();
    merge(1, 1);
    EXPECT_FALSE(queue.merge({.chain = 1, .ended_days = 1}, now));
}

// ---- slots

TEST_F(JobQueueTest, SlotsAreCountedByKind) {
    live();
    for (std::int64_t chain = 1; chain <= 4; ++chain)
        learn({.chain = chain, .job_chains = 4, .needs = need(chain % 2 ? CPU : WAIT)});
    hello("w", 1, 1);
    EXPECT_THAT(claimed_chains(), ElementsAre(1, 2));
}

TEST_F(JobQueueTest, AClaimTakesItsSlotUntilItEnds) {
    live();
    learn({.chain = 1, .days = 1, .job_chains = 2});
    learn({.chain = 2, .days = 1, .job_chains = 2});
    hello("w", 1);
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
    grant(claims.at(0));
    EXPECT_THAT(claims, IsEmpty());
    merge(1, 1);
    EXPECT_THAT(claimed_chains(), ElementsAre(2));
}

TEST_F(JobQueueTest, TheWorkersWordFreesTheSlotAndEndsNothing) {
    live();
    learn({.chain = 1, .job_chains = 2});
    learn({.chain = 2, .job_chains = 2});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    freed(1, 0, 1);
    EXPECT_THAT(claimed_chains(), ElementsAre(2)) << "and not chain 1, whose day is open";
}

TEST_F(JobQueueTest, AWordOfAnotherBootAttemptOrChainFreesNothing) {
    live();
    learn({.chain = 1, .job_chains = 2});
    learn({.chain = 2, .job_chains = 2});
    hello("w", 1);
    decide();
    freed(1, 0, 1);
    grant(claims.at(0));
    freed(1, 0, 1, "w", 2);
    freed(1, 0, 1, "v");
    freed(1, 0, 2);
    freed(1, 20, 1);
    freed(9, 0, 1);
    EXPECT_THAT(claimed_chains(), IsEmpty());
}

TEST_F(JobQueueTest, DaysBehindTheLastOneThatRanAreClaimedAnew) {
    live();
    learn({.days = 4, .lease_days_max = 4});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    freed(1, 1, 1);
    merge(1, 2, {attempt_at(2, 1, AttemptState::open), attempt_at(3, 1, AttemptState::open)});
    decide();
    EXPECT_EQ(claims.at(0).dates, days({2, 3}));
}

TEST_F(JobQueueTest, TheWorkerWithMostFreeSlotsIsNext) {
    live();
    for (std::int64_t chain = 1; chain <= 3; ++chain) learn({.chain = chain, .job_chains = 3});
    hello("a", 1);
    hello("b", 2);
    decide();
    std::vector<std::string> workers;
    for (const auto& claim : claims) workers.push_back(claim.worker.value());
    EXPECT_THAT(workers, ElementsAre("b", "a", "b"));
}

TEST_F(JobQueueTest, ADrainingWorkerGetsNothing) {
    live();
    learn({});
    hello("w", 3, 3, {}, 1, true);
    EXPECT_THAT(claimed_chains(), IsEmpty());
}

TEST_F(JobQueueTest, ASilentWorkerGetsNothingUntilItIsHeardAgain) {
    live();
    hello("w", 3);
    pass(5s);
    learn({});
    EXPECT_THAT(claimed_chains(), IsEmpty());
    hello("w", 3);
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
}

TEST_F(JobQueueTest, AnAssignmentThatReachedNobodyGoesToAnotherWorker) {
    live();
    learn({});
    hello("a", 1);
    decide();
    hello("b", 1);
    grant(claims.at(0));
    const auto lost = assignments.at(0);
    queue.undelivered(lost, now);
    decide();
    EXPECT_EQ(claims.at(0).worker.value(), "b");
    queue.undelivered(lost, now);
    auto unknown = lost;
    unknown.assign.chain = 77;
    queue.undelivered(unknown, now);
    queue.check_invariants();
}

// ---- fairness

TEST_F(JobQueueTest, TwoJobsShareTheSlots) {
    live();
    for (std::int64_t chain = 1; chain <= 10; ++chain)
        learn({.chain = chain, .job = 1, .job_chains = 10});
    for (std::int64_t chain = 11; chain <= 20; ++chain)
        learn({.chain = chain, .job = 2, .job_chains = 10});
    hello("w", 6);
    EXPECT_THAT(claimed_chains(), ElementsAre(1, 11, 2, 12, 3, 13));
}

TEST_F(JobQueueTest, AJobThatHoldsSlotsLetsANewOneGoFirst) {
    live();
    for (std::int64_t chain = 1; chain <= 4; ++chain)
        learn({.chain = chain, .job = 1, .job_chains = 4});
    hello("w", 3);
    decide();
    learn({.chain = 5, .job = 2});
    merge(1, 1);
    queue.claim_refused({.request = claims.at(0).request, .state = {.chain = 1, .ended_days = 1}},
                        now);
    EXPECT_THAT(claimed_chains(), ElementsAre(5));
}

TEST_F(JobQueueTest, AHigherPriorityGoesFirst) {
    live();
    learn({.chain = 1, .job = 1});
    learn({.chain = 2, .job = 2, .priority = 3});
    hello("w", 1);
    EXPECT_THAT(claimed_chains(), ElementsAre(2));
}

TEST_F(JobQueueTest, StateCountsWhatIsReadyAndLeased) {
    live();
    for (std::int64_t chain = 1; chain <= 3; ++chain) learn({.chain = chain, .job_chains = 3});
    hello("w", 1, 8);
    decide();
    grant(claims.at(0));
    now += 1500ms;
    const auto state = queue.state(now);
    EXPECT_TRUE(state.live);
    EXPECT_EQ(state.epoch, 7);
    EXPECT_EQ(state.ready, 2);
    EXPECT_EQ(state.leased, 1);
    ASSERT_EQ(state.workers.size(), 1U);
    EXPECT_EQ(common::text_of(state.workers[0].slots), "cpu=1,wait=8");
    EXPECT_EQ(state.workers[0].leases, 1);
    EXPECT_EQ(state.workers[0].silent_ms, 1500);
}

}  // namespace
}  // namespace tradepit::broker
