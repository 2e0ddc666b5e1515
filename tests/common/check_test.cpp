#include "common/check.h"

#include <string>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(CheckTest, TrueConditionGoesOn) {
    CHECK(1 + 1 == 2);
    CHECK_MSG(true, "never seen");
}

TEST(CheckTest, ConditionIsEvaluatedOnce) {
    int evaluated = 0;
    CHECK(++evaluated == 1);
    EXPECT_EQ(evaluated, 1);
}

TEST(CheckTest, TextIsNotEvaluatedWhileTheConditionHolds) {
    bool evaluated = false;
    const auto text = [&evaluated] {
        evaluated = true;
        return std::string{"text"};
    };
    CHECK_MSG(true, text());
    EXPECT_FALSE(evaluated);
}

TEST(CheckDeathTest, FalseConditionAbortsWithExpressionAndPlaceFromTheProjectRoot) {
    EXPECT_EXIT(CHECK(2 + 2 == 5), testing::KilledBySignal(SIGABRT),
                "^tests/common/check_test\\.cpp:[0-9]+: CHECK failed: 2 \\+ 2 == 5\n");
}

TEST(CheckDeathTest, TextFollowsTheExpression) {
    const std::string text = "leased twice";
    EXPECT_EXIT(CHECK_MSG(false, text + "!"), testing::KilledBySignal(SIGABRT),
                "CHECK failed: false: leased twice!\n");
}

TEST(CheckDeathTest, PointerIsACondition) {
    const int* nothing = nullptr;
    EXPECT_EXIT(CHECK(nothing), testing::KilledBySignal(SIGABRT), "CHECK failed: nothing");
}

}  // namespace
}  // namespace tradepit::common
