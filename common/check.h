#pragma once

#include <string_view>

/// Ends the process when `condition` is false. It is for bugs of the program itself, never for
/// input from outside. Active in every build. Prints the expression and its place to stderr, then
/// aborts.
#define CHECK(condition) CHECK_MSG(condition, "")

/// Like CHECK, and prints `text` too, which converts to std::string_view and is evaluated only on
/// failure.
#define CHECK_MSG(condition, text) \
    (static_cast<bool>(condition)  \
         ? static_cast<void>(0)    \
         : ::tradepit::common::check_failed(#condition, (text), __FILE__, __LINE__))

namespace tradepit::common {

/// Called by CHECK on failure, on any thread. Writes one line without allocating, then aborts.
[[noreturn]] void check_failed(const char* expression, std::string_view text, const char* file,
                               int line) noexcept;

}  // namespace tradepit::common
