#include "common/text/quoted.h"

#include "common/text/utf8.h"

namespace tradepit::common {
namespace {

/// Appends \xNN.
void append_escaped(std::string& to, unsigned char byte) {
    constexpr std::string_view HEX = "0123456789abcdef";
    to += "\\x";
    to += HEX[byte >> 4];
    to += HEX[byte & 15];
}

/// The text with what cannot be shown escaped, clipped at QUOTED_BYTES_MAX.
/// @param escapes_quotes whether a quote becomes \"
std::string shown(std::string_view text, bool escapes_quotes) {
    std::string result;
    size_t at = 0;
    while (at < text.size()) {
        const size_t length = utf8_length(text.substr(at));
        if (at + (length == 0 ? 1 : length) > QUOTED_BYTES_MAX) break;
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte == '"' && escapes_quotes) {
            result += "\\\"";
            at += 1;
        } else if (length == 0 || is_control(text[at])) {
            append_escaped(result, byte);
            at += 1;
        } else {
            result += text.substr(at, length);
            at += length;
        }
    }
    if (at < text.size()) result += "…";
    return result;
}

}  // namespace

std::string quoted_text(std::string_view text) { return '"' + shown(text, true) + '"'; }

std::string printable_text(std::string_view text) { return shown(text, false); }

}  // namespace tradepit::common
