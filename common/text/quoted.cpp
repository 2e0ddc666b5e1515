#include "common/text/quoted.h"

#include "common/text/utf8.h"
#include "common/text/visible.h"

namespace tradepit::common {
namespace {

/// The text with what cannot be shown escaped, clipped at `bytes_max`.
/// @param escapes_quotes whether a quote becomes \"
std::string shown(std::string_view text, size_t bytes_max, bool escapes_quotes) {
    std::string result;
    size_t at = 0;
    while (at < text.size()) {
        const auto rest = text.substr(at);
        if (at + first_code_point(rest).bytes > bytes_max) break;
        if (rest.front() == '"' && escapes_quotes) result += '\\';
        at += append_visible(result, rest);
    }
    if (at < text.size()) result += "…";
    return result;
}

}  // namespace

std::string quoted_text(std::string_view text) {
    return '"' + shown(text, QUOTED_BYTES_MAX, true) + '"';
}

std::string printable_text(std::string_view text, size_t bytes_max) {
    return shown(text, bytes_max, false);
}

}  // namespace tradepit::common
