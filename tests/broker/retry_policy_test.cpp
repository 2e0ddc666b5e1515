#include "broker/retry_policy.h"

#include <set>

#include <gtest/gtest.h>

namespace tradepit::broker {
namespace {

using namespace std::chrono_literals;

common::AttemptKey attempt(std::int64_t chain, std::int32_t number = 1) {
    return {chain, common::Stamp::parse("2025-10-01").value(), number};
}

TEST(RetryPolicy, DoublesFromOneSecondToSixtyLessAtMostAQuarter) {
    const struct {
        std::int32_t started;
        common::Instant whole;
    } rows[] = {{-1, 1s}, {0, 1s},  {1, 1s},  {2, 2s},  {3, 4s},         {4, 8s},
                {5, 16s}, {6, 32s}, {7, 60s}, {8, 60s}, {2'000'000, 60s}};
    for (const auto& row : rows)
        for (std::int64_t chain = 1; chain <= 50; ++chain) {
            const auto delay = retry_delay(attempt(chain), row.started);
            EXPECT_LE(delay, row.whole) << row.started;
            EXPECT_GE(delay, row.whole - row.whole / 4) << row.started;
        }
}

TEST(RetryPolicy, TheSameAttemptAlwaysWaitsTheSame) {
    EXPECT_EQ(retry_delay(attempt(5, 2), 2), retry_delay(attempt(5, 2), 2));
}

TEST(RetryPolicy, DaysThatFailedTogetherComeBackApart) {
    std::set<common::Instant> delays;
    for (std::int64_t chain = 1; chain <= 100; ++chain)
        delays.insert(retry_delay(attempt(chain), 1));
    EXPECT_GT(delays.size(), 95U);
}

}  // namespace
}  // namespace tradepit::broker
