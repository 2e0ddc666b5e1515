#include "common/text/utf8.h"

#include <algorithm>

namespace tradepit::common {

namespace {

constexpr std::size_t CHARACTER_BYTES_MAX = 4;

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// The length in bytes of a character that begins with `first`, which is not checked.
std::size_t length_by(unsigned char first) {
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return 1;
    const auto length = length_by(first);
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(text[i])) return 0;
    // The second byte's range excludes overlong forms, surrogates and what is above U+10FFFF.
    const auto second = static_cast<unsigned char>(text[1]);
    const bool outside = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                         (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    return outside ? 0 : length;
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto length = utf8_length(text.substr(at));
        if (length == 0) return false;
        at += length;
    }
    return true;
}

bool is_printable(std::string_view text) {
    return std::none_of(text.begin(), text.end(), is_control) && is_utf8(text);
}

CodePoint first_code_point(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const auto length = utf8_length(text);
    if (length < 2) return {.value = first, .bytes = 1};
    char32_t value = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i)
        value = (value << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return {.value = value, .bytes = length};
}

std::string_view clipped_utf8(std::string_view text, std::size_t bytes_max) {
    text = text.substr(0, bytes_max);
    for (std::size_t back = 1; back <= std::min(CHARACTER_BYTES_MAX, text.size()); ++back) {
        const auto byte = text[text.size() - back];
        if (is_continuation(byte)) continue;
        if (length_by(static_cast<unsigned char>(byte)) > back) text.remove_suffix(back);
        break;
    }
    return text;
}

}  // namespace tradepit::common
