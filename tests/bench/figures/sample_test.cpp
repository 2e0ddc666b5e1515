#include "bench/figures/sample.h"

#include <initializer_list>

#include <gtest/gtest.h>

namespace tradepit::bench {
namespace {

Sample of(std::initializer_list<double> values) {
    Sample sample;
    for (const double value : values) sample.add(value);
    return sample;
}

TEST(Sample, ItsMedianDoesNotDependOnTheOrder) { EXPECT_EQ(of({9, 1, 5}).median(), 5); }

TEST(Sample, AnEvenOneHasTheLowerOfTheMiddleTwoAsMedian) {
    EXPECT_EQ(of({4, 1, 3, 2}).median(), 2);
}

TEST(Sample, LeastAndMostAreItsEnds) {
    EXPECT_EQ(of({3, 1, 2}).least(), 1);
    EXPECT_EQ(of({3, 1, 2}).most(), 3);
}

TEST(Sample, AQuantileIsTheNearestRank) {
    Sample sample;
    for (int value = 1; value <= 1'000; ++value) sample.add(value);
    EXPECT_EQ(sample.quantile(0.99), 990);
    EXPECT_EQ(sample.quantile(0.9905), 991);
}

TEST(Sample, OfFewValuesTheHighestQuantilesAreTheMost) {
    EXPECT_EQ(of({1, 2, 3}).quantile(0.99), 3);
}

TEST(Sample, WithoutValuesIsZero) { EXPECT_EQ(Sample{}.median(), 0); }

}  // namespace
}  // namespace tradepit::bench
