#include "common/process/clock.h"

#include <regex>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(Clock, WallTimeIsIso8601InUtcWithSixDigits) {
    const std::regex form{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"};
    EXPECT_TRUE(std::regex_match(utc_now(), form)) << utc_now();
}

TEST(Clock, AnyWallTimeIsShownInThatForm) {
    using std::chrono::microseconds;
    using Wall = std::chrono::system_clock;
    EXPECT_EQ(utc_text(Wall::time_point{microseconds{1'759'325'400'000'042}}),
              "2025-10-01T13:30:00.000042Z");
    EXPECT_EQ(utc_text(Wall::time_point{microseconds{-1}}), "1969-12-31T23:59:59.999999Z");
}

TEST(Clock, SteadyTimeNeverGoesBack) {
    const Instant first = steady_now();
    EXPECT_LE(first, steady_now());
}

}  // namespace
}  // namespace tradepit::common
