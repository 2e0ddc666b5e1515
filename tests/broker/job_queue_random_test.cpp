#include <gtest/gtest.h>

#include "tests/broker/random_world.h"

namespace tradepit::broker {
namespace {

constexpr std::uint64_t SEEDS = 400;
constexpr int STEPS_WITH_FAULTS = 250;
constexpr int STEPS_TO_FINISH_MAX = 3'000;

TEST(JobQueueRandom, WhateverHappensEveryDayEndsAndNoRuleIsBroken) {
    for (std::uint64_t seed = 1; seed <= SEEDS; ++seed) {
        SCOPED_TRACE(seed);
        testing::RandomWorld world{seed};
        for (int i = 0; i < STEPS_WITH_FAULTS; ++i) world.step();
        world.end_faults();
        int left = STEPS_TO_FINISH_MAX;
        while (!world.all_ended() && left-- > 0) world.step();
        EXPECT_TRUE(world.all_ended());
        for (const auto& violation : world.violations()) ADD_FAILURE() << violation;
        if (::testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace tradepit::broker
