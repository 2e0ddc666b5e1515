#include "worker/slots/window.h"

#include <future>

#include <gtest/gtest.h>

namespace tradepit::worker {
namespace {

using namespace std::chrono_literals;

TEST(Window, HasRoomForItsLimitOfBatches) {
    Window window{{.batches = 2, .bytes = 100}};
    EXPECT_TRUE(window.take_at_once(1));
    EXPECT_TRUE(window.take_at_once(1));
    EXPECT_FALSE(window.take_at_once(1));
}

TEST(Window, HasRoomForItsLimitOfBytes) {
    Window window{{.batches = 10, .bytes = 100}};
    EXPECT_TRUE(window.take_at_once(60));
    EXPECT_FALSE(window.take_at_once(41));
    EXPECT_TRUE(window.take_at_once(40));
    EXPECT_FALSE(window.take_at_once(1));
}

TEST(Window, ABatchLargerThanAllOfItGetsItAlone) {
    Window window{{.batches = 10, .bytes = 100}};
    EXPECT_TRUE(window.take_at_once(101));
    EXPECT_FALSE(window.take_at_once(1));
}

TEST(Window, RoomGivenBackIsThereAgain) {
    Window window{{.batches = 1, .bytes = 100}};
    ASSERT_TRUE(window.take_at_once(7));
    window.give_back({1, 7});
    EXPECT_EQ(window.taken(), Room{});
    EXPECT_TRUE(window.take_at_once(7));
}

TEST(Window, GivingAnAttemptBackNeedsNoRoom) {
    Window window{{.batches = 1, .bytes = 100}};
    ASSERT_TRUE(window.take_at_once(7));
    window.take_anyway(5);
    EXPECT_EQ(window.taken(), (Room{2, 12}));
}

TEST(Window, WhoWaitsGoesOnWhenRoomIsGivenBack) {
    Window window{{.batches = 1, .bytes = 100}};
    StopFlag stop;
    ASSERT_TRUE(window.take_at_once(1));
    auto waiting = std::async(std::launch::async, [&] { return window.take(2, stop); });
    window.give_back({1, 1});
    EXPECT_TRUE(waiting.get());
    EXPECT_EQ(window.taken(), (Room{1, 2}));
}

TEST(Window, WhoWaitsIsWokenByTheStopFlagAndTakesNothing) {
    Window window{{.batches = 1, .bytes = 100}};
    StopFlag stop;
    ASSERT_TRUE(window.take_at_once(1));
    auto waiting = std::async(std::launch::async, [&] { return window.take(2, stop); });
    stop.raise();
    window.wake();
    EXPECT_FALSE(waiting.get());
    EXPECT_EQ(window.taken(), (Room{1, 1}));
}

}  // namespace
}  // namespace tradepit::worker
