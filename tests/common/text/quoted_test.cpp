#include "common/text/quoted.h"

#include <string>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(QuotedText, QuotesWhatCanBeRead) {
    EXPECT_EQ(quoted_text("AAPL"), "\"AAPL\"");
    EXPECT_EQ(quoted_text("中国石化"), "\"中国石化\"");
    EXPECT_EQ(quoted_text(""), "\"\"");
}

TEST(QuotedText, EscapesWhatCannot) {
    EXPECT_EQ(quoted_text("a\nb"), "\"a\\x0ab\"");
    EXPECT_EQ(quoted_text("a\"b"), R"("a\"b")");
    EXPECT_EQ(quoted_text("\xFF\xC0\x80"), "\"\\xff\\xc0\\x80\"");
    EXPECT_EQ(quoted_text("\xED\xA0\x80"), "\"\\xed\\xa0\\x80\"");
}

TEST(QuotedText, ClipsAfterTheLimitAndNeverInsideACharacter) {
    const std::string full(QUOTED_BYTES_MAX, 'x');
    EXPECT_EQ(quoted_text(full), "\"" + full + "\"");
    EXPECT_EQ(quoted_text(full + "y"), "\"" + full + "…\"");
    const std::string almost(QUOTED_BYTES_MAX - 1, 'x');
    EXPECT_EQ(quoted_text(almost + "中"), "\"" + almost + "…\"");
}

}  // namespace
}  // namespace tradepit::common
