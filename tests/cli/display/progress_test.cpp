#include "cli/display/progress.h"

#include <gtest/gtest.h>

namespace tradepit::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Progress, PercentIsRoundedDownSoThat100MeansAll) {
    Progress progress;
    EXPECT_EQ(progress.seen(0, 1'000, seconds{0}).percent, 0);
    EXPECT_EQ(progress.seen(999, 1'000, seconds{1}).percent, 99);
    EXPECT_EQ(progress.seen(1'000, 1'000, seconds{2}).percent, 100);
}

TEST(Progress, NothingToDoIsZeroPercentWithoutAnEnd) {
    const auto figures = Progress{}.seen(0, 0, seconds{0});
    EXPECT_EQ(figures.percent, 0);
    EXPECT_FALSE(figures.seconds_left);
}

TEST(Progress, RateAndTimeLeftFollowFromTheSamples) {
    Progress progress;
    progress.seen(0, 100, seconds{10});
    const auto figures = progress.seen(20, 100, seconds{12});
    EXPECT_DOUBLE_EQ(figures.per_second, 10);
    EXPECT_EQ(figures.seconds_left, 8);
}

TEST(Progress, RateForgetsWhatIsOlderThanItsWindow) {
    Progress progress;
    progress.seen(0, 1'000, seconds{0});
    for (int second = 1; second <= 10; ++second) progress.seen(0, 1'000, seconds{second});
    for (int second = 11; second <= 30; ++second)
        progress.seen(std::int64_t{10} * (second - 10), 1'000, seconds{second});
    EXPECT_DOUBLE_EQ(progress.seen(200, 1'000, seconds{30}).per_second, 10);
}

TEST(Progress, StandingStillHasNoTimeLeft) {
    Progress progress;
    progress.seen(5, 10, seconds{0});
    EXPECT_FALSE(progress.seen(5, 10, seconds{3}).seconds_left);
}

TEST(ProgressText, ShowsBarCountsRateAndTimeLeft) {
    EXPECT_EQ(
        progress_text(
            {.done = 1'250, .total = 2'500, .percent = 50, .per_second = 310, .seconds_left = 5},
            10),
        "█████░░░░░  50% 1,250/2,500, 310.0/s, 5 s left");
}

TEST(ProgressText, WithoutCellsThereIsNoBar) {
    EXPECT_EQ(progress_text({.done = 3, .total = 3, .percent = 100}, 0), "100% 3/3");
}

TEST(DurationText, TakesTheUnitsThatFit) {
    EXPECT_EQ(duration_text(59), "59 s");
    EXPECT_EQ(duration_text(60), "1 min 0 s");
    EXPECT_EQ(duration_text(3'599), "59 min 59 s");
    EXPECT_EQ(duration_text(3'780), "1 h 3 min");
}

TEST(StallDetector, SeesAJobThatHasNotMovedForThreeSeconds) {
    StallDetector stall;
    EXPECT_FALSE(stall.seen(5, seconds{10}));
    EXPECT_FALSE(stall.seen(5, milliseconds{12'999}));
    EXPECT_TRUE(stall.seen(5, seconds{13}));
    EXPECT_FALSE(stall.seen(6, seconds{14}));
}

TEST(LinePace, AtMostOneLineASecond) {
    LinePace pace;
    EXPECT_TRUE(pace.due(milliseconds{0}));
    EXPECT_FALSE(pace.due(milliseconds{999}));
    EXPECT_TRUE(pace.due(milliseconds{1'000}));
}

}  // namespace
}  // namespace tradepit::cli
