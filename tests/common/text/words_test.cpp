#include "common/text/words.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

using Words = std::vector<std::string_view>;

TEST(WordsOf, SpacesAroundAndBetweenWordsAreLeftOut) {
    EXPECT_EQ(words_of("  model   date "), (Words{"model", "date"}));
    EXPECT_EQ(words_of(""), Words{});
    EXPECT_EQ(words_of("   "), Words{});
}

TEST(WordsOf, AnotherSeparatorKeepsTheSpacesInsideAPiece) {
    EXPECT_EQ(words_of("job_id text,  since? time", ','), (Words{"job_id text", "since? time"}));
}

TEST(Trimmed, LosesTheBlanksAtItsEndsAlone) {
    EXPECT_EQ(trimmed(" \ta b\t "), "a b");
    EXPECT_EQ(trimmed("a\n"), "a\n");
    EXPECT_EQ(trimmed(" \t "), "");
}

}  // namespace
}  // namespace tradepit::common
