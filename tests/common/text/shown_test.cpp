#include "common/text/shown.h"

#include <string>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(Shown, QuotesWhatCanBeRead) {
    EXPECT_EQ(shown("AAPL"), "\"AAPL\"");
    EXPECT_EQ(shown("中国石化"), "\"中国石化\"");
    EXPECT_EQ(shown(""), "\"\"");
}

TEST(Shown, EscapesWhatCannot) {
    EXPECT_EQ(shown("a\nb"), "\"a\\x0ab\"");
    EXPECT_EQ(shown("a\"b"), R"("a\"b")");
    EXPECT_EQ(shown("\xFF\xC0\x80"), "\"\\xff\\xc0\\x80\"");
    EXPECT_EQ(shown("\xED\xA0\x80"), "\"\\xed\\xa0\\x80\"");
}

TEST(Shown, ClipsAfterTheLimitAndNeverInsideACharacter) {
    const std::string full(SHOWN_BYTES_MAX, 'x');
    EXPECT_EQ(shown(full), "\"" + full + "\"");
    EXPECT_EQ(shown(full + "y"), "\"" + full + "…\"");
    const std::string almost(SHOWN_BYTES_MAX - 1, 'x');
    EXPECT_EQ(shown(almost + "中"), "\"" + almost + "…\"");
}

}  // namespace
}  // namespace tradepit::common
