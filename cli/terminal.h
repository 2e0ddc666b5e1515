#pragma once

#include <string>
#include <string_view>

namespace tradepit::cli {

/// Text for people as a terminal may get it: what it would obey, and what nobody sees, is escaped
/// (common/text/visible.h). Line ends and tabs stay.
[[nodiscard]] std::string terminal_text(std::string_view text);

/// Prints terminal_text() on standard output, without a newline at its end, and flushes it.
void print_text(std::string_view text);
/// Prints terminal_text() on standard error, without a newline at its end.
void print_error(std::string_view text);
/// Prints text for programs (JSON, a token) and a newline on standard output as they are, and
/// flushes it.
void print_line(std::string_view text);

}  // namespace tradepit::cli
