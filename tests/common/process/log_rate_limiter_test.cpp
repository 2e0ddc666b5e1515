#include "common/process/log_rate_limiter.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

using std::chrono::seconds;

TEST(LogRateLimiter, TheFirstLineIsWrittenAtOnce) {
    EXPECT_EQ(LogRateLimiter{}.count(Instant{0}), 1U);
}

TEST(LogRateLimiter, LinesWithinASecondAreCountedAndWrittenAsOne) {
    LogRateLimiter limiter;
    const Instant now = seconds{100};
    EXPECT_EQ(limiter.count(now), 1U);
    EXPECT_EQ(limiter.count(now), std::nullopt);
    EXPECT_EQ(limiter.count(now + seconds{1} - Instant{1}), std::nullopt);
    EXPECT_EQ(limiter.count(now + seconds{1}), 3U);
    EXPECT_EQ(limiter.count(now + seconds{1}), std::nullopt);
    EXPECT_EQ(limiter.count(now + seconds{60}), 2U);
}

}  // namespace
}  // namespace tradepit::common
