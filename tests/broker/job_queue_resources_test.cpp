#include <gmock/gmock.h>

#include "tests/broker/queue_world.h"

namespace tradepit::broker {
namespace {

using namespace testing;
using ::testing::ElementsAre;

const ResourceName LABEL{"label:gpu"};

class JobQueueResources : public QueueWorld {
protected:
    void offers(const std::string& worker, common::Offer slots) {
        replies = queue.hello(
            {.worker = common::WorkerName{worker}, .nonce = 1, .slots = std::move(slots)}, now,
            incumbent);
        queue.check_invariants();
    }
    std::vector<std::int64_t> claimed() {
        decide();
        std::vector<std::int64_t> chains;
        for (const auto& claim : claims) chains.push_back(claim.chain);
        return chains;
    }
};

TEST_F(JobQueueResources, AChainWaitsForAWorkerWithAllThatItNeeds) {
    live();
    learn({.needs = {ResourceName{WAIT}, LABEL}});
    offers("plain", {{ResourceName{WAIT}, 8}});
    EXPECT_THAT(claimed(), ElementsAre());
    offers("labelled", {{ResourceName{WAIT}, 1}, {LABEL, 1}});
    EXPECT_THAT(claimed(), ElementsAre(1));
    EXPECT_EQ(claims.at(0).worker.value(), "labelled");
}

TEST_F(JobQueueResources, JobsWithDifferentNeedsShareAResourceFairly) {
    live();
    for (std::int64_t chain = 1; chain <= 4; ++chain)
        learn({.chain = chain, .job = 1, .job_chains = 4, .needs = need(WAIT)});
    for (std::int64_t chain = 5; chain <= 8; ++chain)
        learn({.chain = chain, .job = 2, .job_chains = 4, .needs = {ResourceName{WAIT}, LABEL}});
    offers("w", {{ResourceName{WAIT}, 4}, {LABEL, 4}});
    EXPECT_THAT(claimed(), ElementsAre(1, 5, 2, 6));
}

TEST_F(JobQueueResources, JobsWithDifferentNeedsTakeTurnsAtTheOnlySlot) {
    live();
    for (std::int64_t chain = 1; chain <= 2; ++chain)
        learn({.chain = chain, .job = 1, .days = 20, .job_chains = 2, .needs = need(WAIT)});
    learn({.chain = 3, .job = 2, .days = 20, .needs = {ResourceName{WAIT}, LABEL}});
    offers("w", {{ResourceName{WAIT}, 1}, {LABEL, 1}});
    std::map<std::int64_t, std::int32_t> ended;
    for (int round = 0; round < 30; ++round) {
        decide();
        ASSERT_EQ(claims.size(), 1U) << round;
        const auto claim = claims.front();
        EXPECT_EQ(claim.chain == 3, round % 2 == 1) << round;
        grant(claim);
        merge(claim.chain, ++ended[claim.chain]);
    }
}

TEST_F(JobQueueResources, PriorityHoldsBetweenChainsOfDifferentNeeds) {
    live();
    learn({.chain = 1, .job = 1, .needs = need(WAIT)});
    learn({.chain = 2, .job = 2, .priority = 1, .needs = {ResourceName{WAIT}, LABEL}});
    offers("w", {{ResourceName{WAIT}, 1}, {LABEL, 1}});
    EXPECT_THAT(claimed(), ElementsAre(2));
}

TEST_F(JobQueueResources, AScarceResourceHoldsUpOnlyThoseThatNeedIt) {
    live();
    for (std::int64_t chain = 1; chain <= 3; ++chain)
        learn({.chain = chain, .job = 1, .job_chains = 3, .needs = {ResourceName{WAIT}, LABEL}});
    learn({.chain = 4, .job = 2, .needs = need(WAIT)});
    offers("w", {{ResourceName{WAIT}, 9}, {LABEL, 1}});
    EXPECT_THAT(claimed(), ElementsAre(1, 4));
    EXPECT_EQ(queue.state(now).ready, 2);
}

TEST_F(JobQueueResources, NeedsThatNobodyCouldMeetAreReadAsACore) {
    live();
    learn({.chain = 1, .job = 1, .needs = {}});
    learn({.chain = 2, .job = 2, .needs = {ResourceName{"no name"}}});
    offers("w", {{ResourceName{CPU}, 2}});
    EXPECT_THAT(claimed(), ElementsAre(1, 2));
}

}  // namespace
}  // namespace tradepit::broker
