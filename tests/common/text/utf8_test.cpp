#include "common/text/utf8.h"

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

TEST(Utf8, ACharacterHasItsLengthAndItsCodePoint) {
    struct Case {
        std::string text;
        std::size_t bytes;
        char32_t value;
    };
    for (const auto& [text, bytes, value] :
         {Case{"a", 1, U'a'}, Case{"é", 2, U'é'}, Case{"€", 3, U'€'}, Case{"😀", 4, U'😀'}}) {
        EXPECT_EQ(utf8_length(text + "x"), bytes);
        EXPECT_EQ(first_code_point(text + "x").value, value);
        EXPECT_EQ(first_code_point(text + "x").bytes, bytes);
    }
}

TEST(Utf8, OverlongFormsSurrogatesAndPiecesAreNoCharacters) {
    for (const std::string text :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xC3x", ""}) {
        EXPECT_EQ(utf8_length(text), 0U) << text;
        EXPECT_EQ(is_utf8("a" + text), text.empty()) << text;
    }
}

TEST(Utf8, AByteThatBeginsNoCharacterStandsForItself) {
    EXPECT_EQ(first_code_point("\xFFx").value, 0xFFU);
    EXPECT_EQ(first_code_point("\xFFx").bytes, 1U);
}

TEST(Utf8, PrintableTextHasNoControlCharacters) {
    EXPECT_TRUE(is_printable("模型 5"));
    for (const std::string text : {"a\n", "\x7f", "\x1f", "\xff"}) EXPECT_FALSE(is_printable(text));
    EXPECT_FALSE(is_printable(std::string_view{"a\0b", 3}));
}

}  // namespace
}  // namespace tradepit::common
