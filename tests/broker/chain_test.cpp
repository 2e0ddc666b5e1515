#include "broker/chain.h"

#include <gtest/gtest.h>

#include "tests/broker/queue_world.h"

namespace tradepit::broker {
namespace {

using namespace testing;

TEST(BrokerChain, TheNextDayIsTheFirstOpenDayThatIsNotSkipped) {
    BrokerChain chain{make_chain({.days = 4, .skipped = {0, 2, 3}})};
    EXPECT_EQ(chain.next_day(), 1U);
    EXPECT_TRUE(chain.merge({.chain = 1, .ended_days = 2}).next_day_moved);
    EXPECT_TRUE(chain.over());
}

TEST(BrokerChain, LeaseDaysAreCutToTheirLimitAndNothingBeyond) {
    const auto claimable = [](std::int32_t lease_days_max, std::size_t days) {
        auto facts = make_chain({.days = 0, .lease_days_max = lease_days_max});
        for (int second = 0; second < static_cast<int>(days); ++second) {
            char text[64];
            std::snprintf(text, sizeof text, "2025-01-01 %02d:%02d:%02d", second / 3600,
                          second / 60 % 60, second % 60);
            facts.dates.push_back(common::Stamp::parse(text).value());
        }
        return BrokerChain{facts}.claimable().size();
    };
    const auto most = static_cast<std::int32_t>(common::LEASE_DAYS_MAX);
    EXPECT_EQ(claimable(most, 200), common::LEASE_DAYS_MAX);
    EXPECT_EQ(claimable(most + 1, 200), common::LEASE_DAYS_MAX);
    EXPECT_EQ(claimable(0, 200), 1U);
    EXPECT_EQ(claimable(9, 3), 3U);
}

TEST(BrokerChain, AttemptNumbersOnlyRise) {
    BrokerChain chain{make_chain({})};
    chain.merge({.chain = 1, .attempts = {attempt_at(0, 3, AttemptState::superseded)}});
    chain.merge({.chain = 1, .attempts = {attempt_at(0, 2, AttemptState::open)}});
    chain.merge({.chain = 1, .attempts = {attempt_at(0, 3, AttemptState::open)}});
    EXPECT_EQ(chain.newest(0).attempt, 3);
    EXPECT_EQ(chain.newest(0).state, AttemptState::superseded);
    EXPECT_TRUE(chain.cannot_end_its_day(0, 2));
    EXPECT_TRUE(chain.cannot_end_its_day(0, 3));
    EXPECT_FALSE(chain.cannot_end_its_day(0, 4));
}

TEST(BrokerChain, AFailureIsNewsOnceAndOnlyOfTheNextDay) {
    BrokerChain chain{make_chain({})};
    const common::ChainState failed{
        .chain = 1, .ended_days = 0, .attempts = {attempt_at(0, 1, AttemptState::failed)}};
    EXPECT_TRUE(chain.merge(failed).failed);
    EXPECT_FALSE(chain.merge(failed).failed);
    EXPECT_FALSE(
        chain.merge({.chain = 1, .attempts = {attempt_at(1, 1, AttemptState::failed)}}).failed);
}

TEST(BrokerChain, GrantsOnlyWhatBeginsAtTheNextDay) {
    BrokerChain chain{make_chain({})};
    EXPECT_FALSE(chain.granted({}));
    EXPECT_FALSE(chain.granted({{.date = day_stamp(1), .attempt = 1}}));
    EXPECT_FALSE(chain.granted({{.date = day_stamp(20), .attempt = 1}}));
    const auto days = chain.granted({{.date = day_stamp(0), .attempt = 1}});
    ASSERT_TRUE(days);
    EXPECT_EQ(days->at(0), (LeasedDay{.day = 0, .attempt = 1}));
    chain.merge({.chain = 1, .attempts = {attempt_at(0, 1, AttemptState::superseded)}});
    EXPECT_FALSE(chain.granted({{.date = day_stamp(0), .attempt = 1}}));
}

TEST(ChainPlaces, OnlyAReadyChainIsClaimedAndNothingLeavesOver) {
    EXPECT_TRUE(may_move(Ready{}, Claiming{}));
    for (const auto& from : {ChainPhase{Barred{}}, ChainPhase{Waiting{}}, ChainPhase{Leased{}},
                             ChainPhase{Claiming{}}})
        EXPECT_FALSE(may_move(from, Claiming{})) << from.index();
    for (const auto& to :
         {ChainPhase{Barred{}}, ChainPhase{Ready{}}, ChainPhase{Leased{}}, ChainPhase{Over{}}})
        EXPECT_FALSE(may_move(Over{}, to)) << to.index();
    EXPECT_TRUE(may_move(Leased{}, Waiting{}));
    EXPECT_TRUE(may_move(Claiming{}, Over{}));
}

}  // namespace
}  // namespace tradepit::broker
