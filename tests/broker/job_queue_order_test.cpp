#include <gmock/gmock.h>

#include "broker/job_queue.h"
#include "tests/broker/queue_world.h"

namespace tradepit::broker {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Jobs of `order: "date"`.
using JobQueueOrderTest = QueueWorld;

TEST_F(JobQueueOrderTest, NoDayOfAnOrderDateJobBeforeAllItsChainsAreKnown) {
    live();
    learn({.chain = 1, .job_chains = 2, .order = Order::date});
    hello("w", 5);
    EXPECT_THAT(claimed_chains(), IsEmpty());
    learn({.chain = 2, .job_chains = 2, .order = Order::date});
    EXPECT_THAT(claimed_chains(), ElementsAre(1, 2));
}

TEST_F(JobQueueOrderTest, NoModelStartsADateBeforeEveryModelEndedTheOneBefore) {
    live();
    for (std::int64_t chain = 1; chain <= 2; ++chain)
        learn({.chain = chain,
               .days = 2,
               .job_chains = 2,
               .order = Order::date,
               .lease_days_max = 9});
    hello("w", 5);
    EXPECT_THAT(claimed_chains(), ElementsAre(1, 2));
    EXPECT_EQ(claims.at(0).dates, days({0})) << "a lease of several days would run ahead";
    const auto both = claims;
    for (const auto& claim : both) grant(claim);
    merge(1, 1);
    EXPECT_THAT(claimed_chains(), IsEmpty());
    merge(2, 1);
    EXPECT_THAT(claimed_chains(), ElementsAre(1, 2));
    EXPECT_EQ(claims.at(0).dates, days({1}));
}

TEST_F(JobQueueOrderTest, AModelThatStartsLaterWaitsForItsDate) {
    live();
    learn({.chain = 1, .days = 2, .job_chains = 2, .order = Order::date});
    learn({.chain = 2, .days = 1, .job_chains = 2, .order = Order::date, .first_day = 1});
    hello("w", 5);
    EXPECT_THAT(claimed_chains(), ElementsAre(1));
    grant(claims.at(0));
    merge(1, 1);
    EXPECT_THAT(claimed_chains(), ElementsAre(2, 1));
}

TEST_F(JobQueueOrderTest, AModelThatIsOverHoldsNobodyUp) {
    live();
    learn({.chain = 1, .days = 1, .job_chains = 2, .order = Order::date});
    learn({.chain = 2, .days = 2, .job_chains = 2, .order = Order::date});
    hello("w", 5);
    decide();
    const auto both = claims;
    for (const auto& claim : both) grant(claim);
    merge(2, 1);
    EXPECT_THAT(claimed_chains(), IsEmpty());
    merge(1, 1);
    EXPECT_THAT(claimed_chains(), ElementsAre(2));
}

}  // namespace
}  // namespace tradepit::broker
