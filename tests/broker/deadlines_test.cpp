#include "broker/deadlines.h"

#include <gtest/gtest.h>

namespace tradepit::broker {
namespace {

using namespace std::chrono_literals;

TEST(Deadlines, TheEarliestIsDueFirstAndAtItsTime) {
    Deadlines deadlines;
    EXPECT_EQ(deadlines.earliest(), std::nullopt);
    EXPECT_EQ(deadlines.due(1h), std::nullopt);
    deadlines.set(1, 20ms);
    deadlines.set(2, 10ms);
    EXPECT_EQ(deadlines.earliest(), 10ms);
    EXPECT_EQ(deadlines.due(10ms - 1us), std::nullopt);
    EXPECT_EQ(deadlines.due(10ms), 2);
}

TEST(Deadlines, ANewOneTakesThePlaceOfTheOneBefore) {
    Deadlines deadlines;
    deadlines.set(1, 10ms);
    deadlines.set(1, 30ms);
    EXPECT_EQ(deadlines.of(1), 30ms);
    EXPECT_EQ(deadlines.size(), 1U);
    deadlines.clear(1);
    deadlines.clear(1);
    EXPECT_EQ(deadlines.of(1), std::nullopt);
    EXPECT_EQ(deadlines.size(), 0U);
}

}  // namespace
}  // namespace tradepit::broker
