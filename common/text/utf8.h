#pragma once

#include <cstddef>
#include <string_view>

/// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
namespace tradepit::common {

/// The number of bytes of the character at the beginning of `text`; 0 when none begins there.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

/// Whether `text` is UTF-8 and has no control character of ASCII.
[[nodiscard]] bool is_printable(std::string_view text);
[[nodiscard]] constexpr bool is_control(char byte) {
    return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F;
}

/// A character, or a single byte that begins no character; `value` is then the byte.
struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1;
};

/// The first character of `text`, which must not be empty. A byte that begins no character is
/// returned by itself.
[[nodiscard]] CodePoint first_code_point(std::string_view text);

/// The first `bytes_max` bytes of `text` at most, without splitting a character. A partial
/// character that an earlier cut left at the end is dropped, too. Where the text is not UTF-8, up
/// to three bytes more may be dropped.
[[nodiscard]] std::string_view clipped_utf8(std::string_view text, std::size_t bytes_max);

}  // namespace tradepit::common
