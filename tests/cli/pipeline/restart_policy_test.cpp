#include "cli/pipeline/restart_policy.h"

#include <gtest/gtest.h>

namespace tradepit::cli {
namespace {

using common::Duration;

using common::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// The time until the next start of a program that is started at `now` and dies at once.
Duration pause_after_death(RestartPolicy& policy, Instant now) {
    policy.started(now);
    return policy.died(now) - now;
}

TEST(RestartPolicy, TheFirstRestartIsAtOnce) {
    RestartPolicy policy;
    EXPECT_EQ(pause_after_death(policy, seconds{5}), Instant{0});
}

TEST(RestartPolicy, FurtherDeathsDoubleThePauseUpToOneSecond) {
    RestartPolicy policy;
    EXPECT_EQ(pause_after_death(policy, seconds{1}), milliseconds{0});
    EXPECT_EQ(pause_after_death(policy, seconds{2}), milliseconds{100});
    EXPECT_EQ(pause_after_death(policy, seconds{3}), milliseconds{200});
    EXPECT_EQ(pause_after_death(policy, seconds{4}), milliseconds{400});
    EXPECT_EQ(pause_after_death(policy, seconds{5}), milliseconds{800});
    for (int more = 6; more < 20; ++more)
        EXPECT_EQ(pause_after_death(policy, seconds{more}), seconds{1});
    EXPECT_EQ(policy.deaths(), 19);
}

TEST(RestartPolicy, ASteadyLifeForgivesEarlierDeaths) {
    RestartPolicy policy;
    for (int death = 0; death < 6; ++death) pause_after_death(policy, seconds{death});
    policy.started(seconds{10});
    const Instant died = seconds{10} + RestartPolicy::STEADY_LIFE;
    EXPECT_EQ(policy.died(died), died);
    EXPECT_EQ(policy.deaths(), 1);
}

TEST(RestartPolicy, ALifeJustShortOfSteadyForgivesNothing) {
    RestartPolicy policy;
    pause_after_death(policy, seconds{0});
    policy.started(seconds{10});
    const Instant died = seconds{10} + RestartPolicy::STEADY_LIFE - Instant{1};
    EXPECT_EQ(policy.died(died), died + milliseconds{100});
}

}  // namespace
}  // namespace tradepit::cli
