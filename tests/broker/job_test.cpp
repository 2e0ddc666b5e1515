#include "broker/job.h"

#include <gtest/gtest.h>

#include "tests/broker/queue_world.h"

namespace tradepit::broker {
namespace {

using testing::day_stamp;
using Chains = std::set<std::int64_t>;

TEST(BrokerJob, WithOrderModelEveryChainMayStart) {
    BrokerJob job{common::Order::model, 2};
    job.add(1, day_stamp(0));
    EXPECT_TRUE(job.may_start(day_stamp(5)));
    EXPECT_FALSE(job.next_day_moved(1, day_stamp(0), day_stamp(1)));
    EXPECT_TRUE(job.chains_at_earliest_date().empty());
}

TEST(BrokerJob, WithOrderDateTheEarliestDateIsOpenOnceAllChainsAreKnown) {
    BrokerJob job{common::Order::date, 2};
    job.add(1, day_stamp(0));
    EXPECT_FALSE(job.may_start(day_stamp(0)));
    EXPECT_TRUE(job.chains_at_earliest_date().empty());
    job.add(2, day_stamp(0));
    EXPECT_TRUE(job.may_start(day_stamp(0)));
    EXPECT_FALSE(job.may_start(day_stamp(1)));
    EXPECT_EQ(job.chains_at_earliest_date(), (Chains{1, 2}));
}

TEST(BrokerJob, TheBarrierMovesWithTheLastChain) {
    BrokerJob job{common::Order::date, 3};
    for (const auto chain : {1, 2, 3}) job.add(chain, day_stamp(0));
    EXPECT_FALSE(job.next_day_moved(1, day_stamp(0), day_stamp(1)));
    EXPECT_FALSE(job.chain_ended(2, day_stamp(0)));
    EXPECT_TRUE(job.next_day_moved(3, day_stamp(0), day_stamp(2)));
    EXPECT_EQ(job.chains_at_earliest_date(), (Chains{1}));
}

TEST(BrokerJob, IsOverWhenEveryChainIs) {
    BrokerJob job{common::Order::date, 2};
    job.add_ended(1);
    EXPECT_FALSE(job.over());
    job.add(2, day_stamp(0));
    EXPECT_FALSE(job.over());
    EXPECT_TRUE(job.chain_ended(2, day_stamp(0)));
    EXPECT_TRUE(job.over());
    EXPECT_FALSE(job.may_start(day_stamp(0)));
}

}  // namespace
}  // namespace tradepit::broker
