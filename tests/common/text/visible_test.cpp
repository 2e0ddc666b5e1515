#include "common/text/visible.h"

#include <string>

#include <gtest/gtest.h>

#include "common/text/utf8.h"

namespace tradepit::common {
namespace {

TEST(VisibleText, KeepsWhatCanBeSeen) {
    for (const std::string text :
         {"", "gpt-5", "模型 5", "caf\u00e9", "e\u0301", "👩\u200d💻", "می\u200cخواهم"})
        EXPECT_EQ(visible_text(text), text);
}

TEST(VisibleText, EscapesWhatCannot) {
    EXPECT_EQ(visible_text("a\nb\tc\x1b[2J\x7f"), "a\\x0ab\\x09c\\x1b[2J\\x7f");
    EXPECT_EQ(visible_text("\u009b2J"), "\\u{9b}2J");
    EXPECT_EQ(visible_text("abc\u202edef\u2066\u2069"), "abc\\u{202e}def\\u{2066}\\u{2069}");
    EXPECT_EQ(visible_text("gpt\u200b-5\ufeff"), "gpt\\u{200b}-5\\u{feff}");
    EXPECT_EQ(visible_text("caf\xe9 \xff"), "caf\\xe9 \\xff");
    EXPECT_EQ(visible_text("a\nb\tc\r", "\n\t"), "a\nb\tc\\x0d");
}

TEST(VisibleText, NoByteAloneReachesTheReader) {
    for (int byte = 0; byte < 0x100; ++byte) {
        const auto shown = visible_text(std::string(1, static_cast<char>(byte)));
        EXPECT_TRUE(is_printable(shown)) << byte;
        EXPECT_EQ(shown.size() == 1, byte >= 0x20 && byte < 0x7F) << byte;
    }
}

TEST(Invisible, TheFirstIsFoundWithItsCodePoint) {
    EXPECT_EQ(first_invisible("模型 5"), std::nullopt);
    EXPECT_EQ(first_invisible("a\xad"), std::nullopt) << "a byte is no soft hyphen";
    EXPECT_EQ(first_invisible("a\u2067\u200b"), U'\u2067');
    EXPECT_EQ(code_point_text(U'\u009b'), "U+009B");
    EXPECT_EQ(code_point_text(U'\u202e'), "U+202E");
}

}  // namespace
}  // namespace tradepit::common
