#include <limits>

#include <gmock/gmock.h>

#include "broker/job_queue.h"
#include "broker/retry_policy.h"
#include "common/limits.h"
#include "tests/broker/queue_world.h"

namespace tradepit::broker {
namespace {

using namespace testing;
using common::Awaited;
using common::WaitCount;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class JobQueueWaits : public QueueWorld {
protected:
    common::Waits ask(std::vector<std::int64_t> chains, int job = 1) {
        return queue.waits({.id = 5,
                            .job = common::JobId{"job-" + std::to_string(job)},
                            .chains = std::move(chains)},
                           now);
    }
    /// The wait of chain 1, the only one.
    common::Wait wait() {
        const auto waits = ask({1});
        EXPECT_EQ(waits.chains.size(), 1U);
        return waits.chains.empty() ? common::Wait{} : waits.chains.front();
    }
};

TEST_F(JobQueueWaits, AReadyDayWaitsForAFreeWorkerSinceItIsReady) {
    live();
    learn({.needs = need(WAIT)});
    now += 1500ms;
    EXPECT_EQ(wait(), (common::Wait{.chain = 1,
                                    .date = day_stamp(0),
                                    .awaited = Awaited::free_worker,
                                    .needs = need(WAIT),
                                    .waited_ms = 1'500}));
}

TEST_F(JobQueueWaits, TellWhatWorkersThereAre) {
    live();
    learn({});
    EXPECT_EQ(ask({1}).workers, 0);
    hello("w", 0, 8);
    hello("v", 2, 1);
    hello("drained", 4, 4, {}, 1, true);
    const auto waits = ask({1});
    EXPECT_EQ(waits.workers, 3);
    EXPECT_EQ(common::text_of(waits.slots), "cpu=2,wait=9");
    pass(6s);
    EXPECT_EQ(ask({1}).workers, 0) << "silent for half a lease";
}

TEST_F(JobQueueWaits, AClaimedDayWaitsForTheWriter) {
    live();
    learn({});
    hello("w", 1);
    decide();
    now += 700ms;
    EXPECT_EQ(wait().awaited, Awaited::claim);
    EXPECT_EQ(wait().waited_ms, 700);
    EXPECT_EQ(wait().worker, common::WorkerName{"w"});
}

TEST_F(JobQueueWaits, ALeasedDayIsWithItsWorkerSinceItIsLeased) {
    live();
    learn({.days = 3, .lease_days_max = 3});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    now += 2s;
    EXPECT_EQ(wait().awaited, Awaited::worker);
    EXPECT_EQ(wait().worker, common::WorkerName{"w"});
    EXPECT_EQ(wait().attempt, 1);
    EXPECT_EQ(wait().waited_ms, 2'000);
    merge(1, 1);
    EXPECT_EQ(wait().date, day_stamp(1));
    EXPECT_EQ(wait().waited_ms, 0) << "the day before has just ended";
}

TEST_F(JobQueueWaits, WhatAWorkerHasDoneWaitsForTheWriter) {
    live();
    learn({});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    freed(1, 0, 1);
    EXPECT_EQ(wait().awaited, Awaited::close);
}

TEST_F(JobQueueWaits, ASilentWorkersDayWaitsForTheEndOfItsLease) {
    live();
    learn({});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    pass(5s);
    EXPECT_EQ(wait().awaited, Awaited::lease_end);
    EXPECT_EQ(wait().worker, common::WorkerName{"w"});
    EXPECT_EQ(wait().remaining_ms, 5'000);
    pass(5s);
    EXPECT_EQ(wait().awaited, Awaited::free_worker);
}

TEST_F(JobQueueWaits, AFailedDayWaitsForItsRetry) {
    live();
    learn({});
    hello("w", 1);
    decide();
    grant(claims.at(0));
    merge(1, 0, {attempt_at(0, 1, AttemptState::failed)});
    const auto delay = retry_delay({1, day_stamp(0), 1}, 1);
    EXPECT_EQ(wait().awaited, Awaited::retry);
    EXPECT_EQ(wait().attempt, 1);
    EXPECT_EQ(wait().attempts_spent, 1);
    EXPECT_EQ(wait().remaining_ms, std::chrono::ceil<std::chrono::milliseconds>(delay).count());
}

TEST_F(JobQueueWaits, WithOrderDateADayWaitsForTheModelsBehindIt) {
    live();
    for (const std::int64_t chain : {1, 2, 3})
        learn({.chain = chain, .job_chains = 3, .order = Order::date});
    merge(1, 1);
    const auto waits = ask({1});
    ASSERT_FALSE(waits.chains.empty());
    const auto& wait = waits.chains.front();
    EXPECT_EQ(wait.awaited, Awaited::other_models);
    EXPECT_EQ(wait.date, day_stamp(1));
    EXPECT_EQ(wait.model, common::ModelName{"model-2"});
    EXPECT_EQ(wait.model_date, day_stamp(0));
    EXPECT_EQ(wait.models, 2);
}

TEST_F(JobQueueWaits, WithOrderDateNobodyIsNamedBeforeAllModelsAreKnown) {
    live();
    learn({.job_chains = 2, .order = Order::date});
    EXPECT_FALSE(ask({1}).all_chains_known);
    EXPECT_EQ(wait().awaited, Awaited::other_models);
    EXPECT_FALSE(wait().model_date);
}

TEST_F(JobQueueWaits, CountsAreOfTheWholeJobAndOfNoOther) {
    live();
    for (const std::int64_t chain : {1, 2, 3, 4}) learn({.chain = chain, .job_chains = 4});
    learn({.chain = 9, .job = 2});
    merge(3, 0, {attempt_at(0, 1, AttemptState::failed)});
    merge(4, 3);
    const auto waits = ask({1});
    EXPECT_TRUE(waits.all_chains_known);
    EXPECT_EQ(waits.id, 5);
    EXPECT_THAT(waits.counts,
                ElementsAre(WaitCount{Awaited::free_worker, 2}, WaitCount{Awaited::retry, 1}));
}

TEST_F(JobQueueWaits, TellTheChainsAskedForAndOneForEachOtherReason) {
    live();
    for (const std::int64_t chain : {1, 2, 3, 4}) learn({.chain = chain, .job_chains = 4});
    for (const std::int64_t chain : {3, 4})
        merge(chain, 0, {attempt_at(0, 1, AttemptState::failed)});
    std::vector<std::int64_t> told;
    for (const auto& wait : ask({2, 9}).chains) told.push_back(wait.chain);
    EXPECT_THAT(told, ElementsAre(2, 3));
}

TEST_F(JobQueueWaits, AJobThatIsNotKnownHasNone) {
    live();
    learn({});
    for (const auto& waits : {ask({7}), ask({1}, 2), ask({})}) {
        EXPECT_FALSE(waits.all_chains_known);
        EXPECT_THAT(waits.counts, IsEmpty());
        EXPECT_THAT(waits.chains, IsEmpty());
    }
}

TEST_F(JobQueueWaits, AChainWithoutAnOpenDayIsNotTold) {
    live();
    learn({.job_chains = 2});
    learn({.chain = 2, .job_chains = 2});
    merge(1, 3);
    const auto waits = ask({1, 2});
    ASSERT_EQ(waits.chains.size(), 1U);
    EXPECT_EQ(waits.chains.front().chain, 2);
}

TEST_F(JobQueueWaits, NoMoreChainsAreToldThanAQuestionMayName) {
    live();
    const auto limit = static_cast<std::int32_t>(common::WAITS_CHAINS_MAX);
    std::vector<std::int64_t> chains;
    for (std::int64_t chain = 1; chain <= limit + 1; ++chain) {
        learn({.chain = chain, .days = 1, .job_chains = limit + 1});
        chains.push_back(chain);
    }
    const auto waits = ask(chains);
    EXPECT_EQ(waits.chains.size(), common::WAITS_CHAINS_MAX);
    EXPECT_EQ(waits.counts.at(0).chains, limit + 1);
    chains.pop_back();
    EXPECT_EQ(ask(chains).chains.size(), common::WAITS_CHAINS_MAX);
}

TEST_F(JobQueueWaits, TheLargestAnswerFitsAFrame) {
    const std::string name(common::NAME_BYTES_MAX, 'n');
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const common::Wait wait{.chain = most,
                            .date = common::Stamp::parse("2025-10-01 11:00:00").value(),
                            .awaited = Awaited::close,
                            .needs = need(WAIT),
                            .waited_ms = most,
                            .remaining_ms = most,
                            .attempt = 1 << 30,
                            .attempts_spent = 1 << 30,
                            .worker = common::WorkerName{name},
                            .model = common::ModelName{name},
                            .model_date = common::Stamp::parse("2025-10-01 11:00:00"),
                            .models = 1 << 30};
    const auto reasons = static_cast<std::size_t>(wire_last(Awaited{})) + 1;
    common::Waits waits;
    waits.chains.assign(common::WAITS_CHAINS_MAX + reasons, wait);
    EXPECT_LE(common::encode(waits).size(), common::FRAME_BYTES_MAX);
}

/// A queue in which one job may run at a time, with two jobs.
class JobQueueCap : public JobQueueWaits {
protected:
    JobQueueCap() { queue = JobQueue{{.lease = 10s, .jobs_max = 1}}; }
    void learn_two() {
        learn({.chain = 1, .job = 1, .days = 1});
        learn({.chain = 2, .job = 2, .days = 1});
    }
};

TEST_F(JobQueueCap, AJobBeyondItWaitsForOneThatRunsAndThenRuns) {
    live();
    learn_two();
    hello("w", 2);
    decide();
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].chain, 1);
    const auto waits = ask({2}, 2);
    EXPECT_EQ(waits.chains.at(0).awaited, Awaited::other_jobs);
    EXPECT_EQ(waits.chains.at(0).jobs, 1);
    EXPECT_THAT(waits.counts, ElementsAre(WaitCount{Awaited::other_jobs, 1}));
    grant(claims.at(0));
    merge(1, 1);
    decide();
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].chain, 2);
}

TEST_F(JobQueueCap, ACancelMakesRoom) {
    live();
    learn_two();
    decide();
    queue.merge({.chain = 1, .ended_days = 0, .cancelled = true, .attempts = {}}, now);
    hello("w", 1);
    decide();
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].chain, 2);
}

TEST_F(JobQueueCap, AJobThatRanUnderAnEarlierBrokerGoesOnFirst) {
    queue.begin(7, 99);
    learn({.chain = 1, .job = 1, .days = 1, .priority = 5});
    learn({.chain = 2, .job = 2, .days = 3, .state = {.ended_days = 1, .attempts = {}}});
    queue.go_live(now);
    hello("w", 2);
    decide();
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].chain, 2);
}

TEST_F(JobQueueCap, AnAttemptThatIsOpenInAWaitingJobIsLeftToEnd) {
    queue.begin(7, 99);
    for (const std::int64_t job : {1, 2})
        learn({.chain = job,
               .job = job,
               .days = 2,
               .state = {.ended_days = 0, .attempts = {attempt_at(0, 1, AttemptState::open)}}});
    queue.go_live(now);
    decide();
    EXPECT_EQ(ask({2}, 2).chains.at(0).awaited, Awaited::lease_end);
    merge(2, 1);
    EXPECT_EQ(ask({2}, 2).chains.at(0).awaited, Awaited::other_jobs);
}

}  // namespace
}  // namespace tradepit::broker
