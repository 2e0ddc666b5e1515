#include "cli/terminal.h"

#include <cstdio>

#include "common/text/visible.h"

namespace tradepit::cli {

namespace {

void print(std::string_view text, std::FILE* to) { std::fwrite(text.data(), 1, text.size(), to); }

}  // namespace

std::string terminal_text(std::string_view text) { return common::visible_text(text, "\n\t"); }

void print_text(std::string_view text) {
    print(terminal_text(text), stdout);
    std::fflush(stdout);
}

void print_error(std::string_view text) { print(terminal_text(text), stderr); }

void print_line(std::string_view text) {
    print(text, stdout);
    print("\n", stdout);
    std::fflush(stdout);
}

}  // namespace tradepit::cli
