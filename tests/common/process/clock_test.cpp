#include "common/process/clock.h"

#include <regex>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(Clock, UtcNowIsIso8601InUtcWithSixDigits) {
    const std::regex form{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"};
    EXPECT_TRUE(std::regex_match(utc_text(utc_now()), form)) << utc_text(utc_now());
}

TEST(Clock, SteadyTimeNeverGoesBack) {
    const Instant first = steady_now();
    EXPECT_LE(first, steady_now());
}

}  // namespace
}  // namespace tradepit::common
