#include "worker/agents/agent_clock.h"

#include <gtest/gtest.h>

namespace tradepit::worker {
namespace {

using namespace std::chrono_literals;

TEST(AgentClock, CountsFromItsStart) {
    AgentClock clock;
    clock.start(10s);
    EXPECT_EQ(clock.total(13s), 3s);
    EXPECT_TRUE(clock.running());
}

TEST(AgentClock, APauseDoesNotCount) {
    AgentClock clock;
    clock.start(10s);
    clock.pause(12s);
    EXPECT_EQ(clock.total(50s), 2s);
    EXPECT_FALSE(clock.running());
    clock.start(60s);
    EXPECT_EQ(clock.total(61s), 3s);
}

TEST(AgentClock, PausedTwiceItKeepsItsTotal) {
    AgentClock clock;
    clock.start(10s);
    clock.pause(12s);
    clock.pause(15s);
    EXPECT_EQ(clock.total(20s), 2s);
}

TEST(AgentClock, BeginsAnewWhenReset) {
    AgentClock clock;
    clock.start(10s);
    clock.reset();
    EXPECT_EQ(clock.total(20s), 0s);
}

}  // namespace
}  // namespace tradepit::worker
