#include "query/analytics/analytics_benchmark.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/query/analytics/made_track.h"

namespace tradepit::query {
namespace {

AgainstBenchmark against(Track track, const std::vector<std::string_view>& prices) {
    for (const auto price : prices) track.benchmark.push_back(made_price(price));
    return against_benchmark(track, returns_of(track));
}

TEST(Against, ABenchmarkThatMovedHalfAsMuch) {
    // The model's returns are +10 %, −10 % and +4 %, the benchmark's +5 %, −5 % and +2 %.
    const auto found = against(made_track("100", {"100", "110", "99", "102.96"}),
                               {"100", "100", "105", "99.75", "101.745"});
    EXPECT_NEAR(found.benchmark_return_pct.value(), 1.745, 1e-12);
    EXPECT_NEAR(found.excess_return_pct.value(), 2.96 - 1.745, 1e-12);
    EXPECT_NEAR(found.beta.value(), 2.0, 1e-12);
    EXPECT_NEAR(found.alpha_pct.value(), 0.0, 1e-9);
    const double mean = 0.02 / 3;  // of the differences +5 %, −5 % and +2 %
    const double deviation = std::sqrt((0.0025 + 0.0025 + 0.0004) / 3 - mean * mean);
    EXPECT_NEAR(found.tracking_error_pct.value(), deviation * std::sqrt(252) * 100, 1e-9);
    EXPECT_NEAR(found.information_ratio.value(), mean / deviation * std::sqrt(252), 1e-9);
}

TEST(Against, ABenchmarkThatIsTheModel) {
    const auto found =
        against(made_track("100", {"100", "110", "99"}), {"100", "100", "110", "99"});
    EXPECT_EQ(found.excess_return_pct, 0.0);
    EXPECT_DOUBLE_EQ(found.beta.value(), 1.0);
    EXPECT_EQ(found.tracking_error_pct, 0.0);
    EXPECT_FALSE(found.information_ratio) << "nothing differs";
}

TEST(Against, ABenchmarkThatStandsStillThereIsNoBeta) {
    const auto found = against(made_track("100", {"100", "110", "99"}), {"5", "5", "5", "5"});
    EXPECT_EQ(found.benchmark_return_pct, 0.0);
    EXPECT_FALSE(found.beta);
    EXPECT_FALSE(found.alpha_pct);
    EXPECT_TRUE(found.information_ratio);
}

TEST(Against, OneReturnHasNoSpread) {
    const auto found = against(made_track("100", {"90"}), {"10", "9.5"});
    EXPECT_NEAR(found.excess_return_pct.value(), -5, 1e-12);
    EXPECT_FALSE(found.beta);
    EXPECT_FALSE(found.tracking_error_pct);
    EXPECT_FALSE(found.information_ratio);
}

TEST(Against, NoneAndOneWithoutAPriceAllIsNull) {
    EXPECT_FALSE(against(made_track("100", {"100", "110"}), {}).benchmark_return_pct);
    const auto found = against(made_track("100", {"100", "110"}), {"0", "1", "1"});
    EXPECT_FALSE(found.benchmark_return_pct);
    EXPECT_FALSE(found.tracking_error_pct);
}

TEST(Against, AnOpeningOfNothingHasNoExcess) {
    const auto found = against(made_track("0", {"0", "0"}), {"1", "1", "2"});
    EXPECT_EQ(found.benchmark_return_pct, 100.0);
    EXPECT_FALSE(found.excess_return_pct);
}

}  // namespace
}  // namespace tradepit::query
