#pragma once

#include <string_view>

/// Ends the process when `condition` is false: a bug of ours, never something that came from
/// outside. On in every build. Prints the expression and its place to stderr, then aborts.
#define CHECK(condition) CHECK_MSG(condition, "")

/// As CHECK, and prints `text` (anything that is a std::string_view), evaluated only on failure.
#define CHECK_MSG(condition, text) \
    (static_cast<bool>(condition)  \
         ? static_cast<void>(0)    \
         : ::tradepit::common::check_failed(#condition, (text), __FILE__, __LINE__))

namespace tradepit::common {

/// What CHECK calls; any thread. Writes one line, without allocating, and aborts.
[[noreturn]] void check_failed(const char* expression, std::string_view text, const char* file,
                               int line) noexcept;

}  // namespace tradepit::common
