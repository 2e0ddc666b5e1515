#include "cli/terminal.h"

#include <gtest/gtest.h>

namespace tradepit::cli {
namespace {

TEST(Terminal, NothingIsPrintedThatATerminalObeys) {
    EXPECT_EQ(terminal_text("gpt-5\t模型\n"), "gpt-5\t模型\n");
    EXPECT_EQ(terminal_text("\x1b]0;title\x07\r\n"), "\\x1b]0;title\\x07\\x0d\n");
    EXPECT_EQ(terminal_text("\u009b31m\u202e"), "\\u{9b}31m\\u{202e}");
}

}  // namespace
}  // namespace tradepit::cli
