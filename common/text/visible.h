#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Text from outside, shown to people. A terminal obeys control characters, and some characters of
/// Unicode are not seen or change the order in which the others are shown.
namespace tradepit::common {

/// Whether a reader does not see the character, or it changes how the text around it is shown: the
/// controls U+0080 to U+009F, line and paragraph separators, marks and overrides of direction, zero
/// width spaces, soft hyphens. ASCII controls are is_control() (utf8.h). Joiners (U+200C, U+200D)
/// are not among them, because emoji and some scripts need them.
[[nodiscard]] bool is_invisible(char32_t point);

/// The first such character of a text.
[[nodiscard]] std::optional<char32_t> first_invisible(std::string_view text);

/// "U+202E"
[[nodiscard]] std::string code_point_text(char32_t point);

/// The text with what cannot be seen escaped: ASCII controls other than those in `kept`, and bytes
/// that are not UTF-8, as \xNN, and is_invisible() characters as \u{202e}.
[[nodiscard]] std::string visible_text(std::string_view text, std::string_view kept = {});

/// Appends the first character of `text`, which must not be empty, as visible_text() has it.
/// @return how many bytes of `text` that were.
std::size_t append_visible(std::string& to, std::string_view text, std::string_view kept = {});

}  // namespace tradepit::common
