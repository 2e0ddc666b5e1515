#include <gmock/gmock.h>

#include "broker/job_queue.h"
#include "broker/retry_policy.h"
#include "tests/broker/queue_world.h"

namespace tradepit::broker {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using JobQueueFailures = QueueWorld;

// ---- failures

TEST_F(JobQueueFailures, ATransientFailureWaitsAsThePolicySays) {
    live();
    learn({.days = 3, .lease_days_max = 3});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    freed(1, 0, 1);
    merge(1, 0, {attempt_at(0, 1, AttemptState::failed), attempt_at(1, 1, AttemptState::open)});
    const auto delay = retry_delay({1, day_stamp(0), 1}, 1);
    EXPECT_THAT(claimed_chains(), IsEmpty());
    pass(delay - 1us);
    EXPECT_THAT(claims, IsEmpty());
    pass(1us);
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].dates, days({0, 1, 2}));
}

TEST_F(JobQueueFailures, TheSameFailureHeardAgainDoesNotWaitAgain) {
    live();
    learn({});
    hello("w", 1);
    merge(1, 0, {attempt_at(0, 1, AttemptState::failed)});
    pass(1s);
    merge(1, 0, {attempt_at(0, 1, AttemptState::failed)});
    EXPECT_EQ(claims.size(), 1U);
    queue.claim_refused({.request = claims.at(0).request, .state = {.chain = 1, .ended_days = 1}},
                        now);
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
}

TEST_F(JobQueueFailures, ALaterFailureWaitsLonger) {
    live();
    learn({});
    hello("w", 1);
    merge(1, 0, {attempt_at(0, 3, AttemptState::failed, "w", 1, 3)});
    pass(2s);
    EXPECT_THAT(claims, IsEmpty());
    hello("w", 1);
    pass(2s);
    EXPECT_FALSE(claims.empty());
}

TEST_F(JobQueueFailures, AnAttemptGivenBackIsClaimedAnewAtOnce) {
    live();
    learn({});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    merge(1, 0, {attempt_at(0, 1, AttemptState::released)});
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
}

TEST_F(JobQueueFailures, ADayGivenBackBehindAnOpenOneLeavesThatOneItsLease) {
    live();
    learn({.days = 3, .lease_days_max = 3});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    merge(1, 0, {attempt_at(0, 1, AttemptState::open), attempt_at(1, 1, AttemptState::released)});
    EXPECT_THAT(claimed_chains(), IsEmpty()) << "the first day's end may be under way";
    merge(1, 1, {attempt_at(1, 1, AttemptState::released)});
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
}

TEST_F(JobQueueFailures, APermanentFailureGoesOnWithTheNextDay) {
    live();
    learn({});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    merge(1, 1);
    decide();
    EXPECT_EQ(claims.at(0).dates, days({1}));
}

// ---- what arrives late or in another order

TEST_F(JobQueueFailures, AnOlderStateTakesNothingBack) {
    live();
    learn({.days = 5});
    merge(1, 3);
    merge(1, 1, {attempt_at(1, 1, AttemptState::open)});
    hello("w", 1);
    decide();
    EXPECT_EQ(claims.at(0).dates, days({3}));
}

TEST_F(JobQueueFailures, AClaimOfAnotherBrokerTakesTheLease) {
    live();
    learn({});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    merge(1, 0, {attempt_at(0, 2, AttemptState::open, "other", 9)});
    EXPECT_EQ(queue.state(now).leased, 0);
}

TEST_F(JobQueueFailures, AStateOutOfRangeIsCutToIt) {
    live();
    learn({.days = 3, .job_chains = 2});
    merge(1, -4, {attempt_at(27, 1, AttemptState::open)});
    merge(1, 4'000'000);
    hello("w", 1);
    EXPECT_THAT(claimed_chains(), IsEmpty());
}

TEST_F(JobQueueFailures, AChainLearntTwiceOnlyBringsItsState) {
    live();
    learn({.days = 3});
    learn({.days = 3, .state = {.chain = 0, .ended_days = 2, .cancelled = false, .attempts = {}}});
    hello("w", 1);
    decide();
    EXPECT_EQ(claims.at(0).dates, days({2}));
}

TEST_F(JobQueueFailures, AChainLearntWhenAllIsOverIsNotKept) {
    live();
    learn({.days = 3, .state = {.chain = 0, .ended_days = 3, .cancelled = false, .attempts = {}}});
    EXPECT_FALSE(queue.merge({.chain = 1, .ended_days = 3}, now));
}

TEST_F(JobQueueFailures, LeaseDaysAreCutToTheirLimit) {
    live();
    learn({.days = 56, .lease_days_max = 4'000});
    hello("w", 1);
    decide();
    EXPECT_EQ(claims.at(0).dates.size(), 56U);
    learn({.chain = 2, .job = 2, .days = 3, .lease_days_max = -1});
    hello("w", 2);
    decide();
    EXPECT_EQ(claims.at(0).dates.size(), 1U);
}

TEST_F(JobQueueFailures, ACancelStopsTheWorkerBeforeItsSlotIsGivenToAnother) {
    live();
    learn({.lease_days_max = 2});
    learn({.chain = 2, .job = 2});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    merge(1, 0, {}, true);
    decide();
    ASSERT_EQ(stops.size(), 1U);
    EXPECT_EQ(stops[0].worker.value(), "w");
    EXPECT_EQ(stops[0].drop.key, (common::AttemptKey{1, day_stamp(1), 1}));
    EXPECT_EQ(stops[0].drop.epoch, 7);
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].chain, 2);
    EXPECT_EQ(queue.state(now).leased, 0);
}

TEST_F(JobQueueFailures, ACancelIsToldOnceAndNotToAWorkerThatIsThrough) {
    live();
    learn({.job_chains = 3});
    learn({.chain = 2, .job_chains = 3});
    hello("w", 2);
    decide();
    const auto both = claims;
    for (const auto& claim : both) grant(claim);
    freed(1, 0, 1);
    for (int times = 0; times < 2; ++times) {
        merge(1, 0, {}, true);
        merge(2, 0, {}, true);
        decide();
        EXPECT_EQ(stops.size(), times == 0 ? 1U : 0U);
    }
}

}  // namespace
}  // namespace tradepit::broker
