#include "common/text/shown.h"

namespace tradepit::common {
namespace {

void append_escaped(std::string& to, unsigned char byte) {
    constexpr std::string_view HEX = "0123456789abcdef";
    to += "\\x";
    to += HEX[byte >> 4];
    to += HEX[byte & 15];
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return 1;
    const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
    for (size_t i = 1; i < length; ++i) {
        if (!is_continuation(text[i])) return 0;
    }
    // Overlong forms, surrogates, and what lies beyond U+10FFFF.
    const auto second = static_cast<unsigned char>(text[1]);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) {
        return 0;
    }
    return length;
}

std::string shown(std::string_view text) {
    std::string result = "\"";
    size_t at = 0;
    while (at < text.size()) {
        const size_t length = utf8_length(text.substr(at));
        if (at + (length == 0 ? 1 : length) > SHOWN_BYTES_MAX) break;
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte == '"') {
            result += "\\\"";
            at += 1;
        } else if (length == 0 || byte < 0x20 || byte == 0x7F) {
            append_escaped(result, byte);
            at += 1;
        } else {
            result += text.substr(at, length);
            at += length;
        }
    }
    if (at < text.size()) result += "…";
    result += '"';
    return result;
}

}  // namespace tradepit::common
