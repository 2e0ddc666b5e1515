#include "cli/display/table.h"

#include <gtest/gtest.h>

namespace tradepit::cli {
namespace {

using Align = Table::Align;

TEST(Table, NumbersStandRightAndTextLeft) {
    Table table{{{"model", Align::left}, {"value", Align::right}}};
    table.add({"a", "1"});
    table.add({"longer", "10,000.00"});
    EXPECT_EQ(table.text(),
              "model       value\n"
              "a               1\n"
              "longer  10,000.00\n");
}

TEST(Table, LastColumnLeavesNoSpacesBehind) {
    Table table{{{"a", Align::left}, {"b", Align::left}}};
    table.add({"x", "wide"});
    table.add({"y", ""});
    EXPECT_EQ(table.text(), "a  b\nx  wide\ny\n");
}

TEST(Table, WideCharactersTakeTwoCells) {
    Table table{{{"name", Align::left}, {"n", Align::right}}};
    table.add({"中国石化", "1"});
    table.add({"é", "2"});
    EXPECT_EQ(table.text(),
              "name      n\n"
              "中国石化  1\n"
              "é         2\n");
}

TEST(Table, ControlCharactersCannotBreakTheLine) {
    Table table{{{"error", Align::left}}};
    table.add({"a\nb\033[2J"});
    EXPECT_EQ(table.text(), "error\na b [2J\n");
}

TEST(DisplayWidth, CountsCellsAndNotOctets) {
    EXPECT_EQ(display_width("abc"), 3u);
    EXPECT_EQ(display_width("é"), 1u);
    EXPECT_EQ(display_width("e\u0301"), 1u);
    EXPECT_EQ(display_width("株"), 2u);
    EXPECT_EQ(display_width("😀"), 2u);
}

TEST(DisplayWidth, AnOctetThatIsNotUtf8TakesOne) {
    EXPECT_EQ(display_width("\xFF"), 1u);
    EXPECT_EQ(display_width("\xE4\xB8"), 2u);
    EXPECT_EQ(display_width("a\xC3"), 2u);
}

TEST(Grouped, SetsThousandsApart) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1'000), "1,000");
    EXPECT_EQ(grouped(-123'456), "-123,456");
    EXPECT_EQ(grouped(1'234'567), "1,234,567");
}

TEST(GroupedDecimal, KeepsItsDecimals) {
    EXPECT_EQ(grouped_decimal(10931.924, 2), "10,931.92");
    EXPECT_EQ(grouped_decimal(-1000, 2), "-1,000.00");
    EXPECT_EQ(grouped_decimal(12, 0), "12");
}

TEST(Table, WhatCannotBeSeenIsEscapedBeforeItIsAligned) {
    Table table{{{"model"}, {"rank"}}};
    table.add({"a\u202eb", "1"});
    table.add({"gpt-5", "2"});
    EXPECT_EQ(table.text(),
              "model       rank\n"
              "a\\u{202e}b  1\n"
              "gpt-5       2\n");
}

}  // namespace
}  // namespace tradepit::cli
