#include "worker/agents/stop_flag.h"

#include <future>

#include <gtest/gtest.h>
#include <poll.h>

#include "common/process/clock.h"

namespace tradepit::worker {
namespace {

using namespace std::chrono_literals;

TEST(StopFlag, AWaitEndsWhenItsTimeIsOver) {
    const StopFlag flag;
    const auto began = common::steady_now();
    EXPECT_FALSE(flag.wait_for(2ms));
    EXPECT_GE(common::steady_now() - began, 2ms);
}

TEST(StopFlag, AWaitOfNoTimeDoesNotWait) {
    const StopFlag flag;
    EXPECT_FALSE(flag.wait_for(0ms));
    EXPECT_FALSE(flag.wait_for(-1ms));
}

TEST(StopFlag, RaisingItEndsAWait) {
    StopFlag flag;
    auto waiting = std::async(std::launch::async, [&] { return flag.wait_for(1h); });
    flag.raise();
    EXPECT_TRUE(waiting.get());
}

TEST(StopFlag, RaisedTwiceItStaysRaised) {
    StopFlag flag;
    flag.raise();
    flag.raise();
    EXPECT_TRUE(flag.raised());
    EXPECT_TRUE(flag.wait_for(1h));
    EXPECT_TRUE(flag.wait_for(1h));
}

TEST(StopFlag, ItsDescriptorIsReadableOnceItIsRaised) {
    StopFlag flag;
    pollfd waited{.fd = flag.descriptor(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&waited, 1, 0), 0);
    flag.raise();
    EXPECT_EQ(::poll(&waited, 1, 0), 1);
}

}  // namespace
}  // namespace tradepit::worker
