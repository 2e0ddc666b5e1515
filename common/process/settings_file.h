#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/text/text_lines.h"

namespace tradepit::common {

/// The largest settings file, in bytes.
inline constexpr std::size_t SETTINGS_BYTES_MAX = std::size_t{1} << 20;

/// One setting of a settings file.
struct SettingLine {
    std::int64_t line = 0;     ///< where it begins, from 1
    std::string heading = {};  ///< the heading above it; empty: it stands under none
    std::string key;
    /// One text, or those of a list.
    std::vector<std::string> values;
};

/// Reads the text of a settings file. It has the lines of TOML that settings need:
///
///     # a comment
///     run-dir = "team#2"        # in double quotes, with the escapes \" \\ \b \f \n \r \t \uXXXX
///     db = '/data/it\is.db'     # in single quotes, as it stands
///     http = [::1]:8080         # without quotes: up to a comment or the end of the line
///     models = ["a", 'b']       # a list of texts in quotes, which may have several lines
///     insecure                  # without a value: true
///     [worker]                  # a heading
///     broker.lease-ms = 20000   # "lease-ms" under [broker], where no heading stands above
///
/// A line ends with LF, CRLF or CR. A comment begins with # behind a blank or at the beginning of a
/// line, where it may also begin with a semicolon. A byte order mark of UTF-8 is skipped. What
/// stands under [default] stands under no heading.
///
/// A fault is a text of UTF-16 or with a NUL, one of more than SETTINGS_BYTES_MAX bytes, a quote or
/// a list that is not closed, text behind a closing quote, an unknown escape, a key or a heading of
/// other characters than letters, digits, "_", "-" and ".", and a key that is set twice under one
/// heading.
[[nodiscard]] std::variant<std::vector<SettingLine>, FileFault> parse_settings(
    std::string_view text);

}  // namespace tradepit::common
