#include "common/text/text_cut.h"

#include <string>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(ClippedUtf8, ATextOfTheLimitStaysWhole) {
    EXPECT_EQ(clipped_utf8("abcé", 5), "abcé");
    EXPECT_EQ(clipped_utf8("", 5), "");
}

TEST(ClippedUtf8, OneByteMoreIsCut) { EXPECT_EQ(clipped_utf8("abcdef", 5), "abcde"); }

TEST(ClippedUtf8, ACharacterIsKeptWholeOrNotAtAll) {
    for (const std::string character : {"é", "€", "😀"}) {
        const std::string text = "ab" + character + "c";
        for (std::size_t bytes = 2; bytes < 2 + character.size(); ++bytes)
            EXPECT_EQ(clipped_utf8(text, bytes), "ab") << character << " " << bytes;
        EXPECT_EQ(clipped_utf8(text, 2 + character.size()), "ab" + character);
    }
}

TEST(ClippedUtf8, APieceThatAnEarlierCutLeftIsTakenAway) {
    EXPECT_EQ(clipped_utf8("ab\xE2\x82", 100), "ab");
    EXPECT_EQ(clipped_utf8("\xF0", 100), "");
}

TEST(ClippedUtf8, WhatIsNotUtf8StillMakesProgress) {
    EXPECT_EQ(clipped_utf8(std::string(100, '\x80'), 10).size(), 10U);
}

}  // namespace
}  // namespace tradepit::common
