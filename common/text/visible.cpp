#include "common/text/visible.h"

#include <algorithm>
#include <array>

#include <spdlog/fmt/fmt.h>

#include "common/text/utf8.h"

namespace tradepit::common {

namespace {

struct CodePoints {
    char32_t first, last;
};

constexpr std::array INVISIBLE{CodePoints{0x0080, 0x009F}, CodePoints{0x00AD, 0x00AD},
                               CodePoints{0x061C, 0x061C}, CodePoints{0x180E, 0x180E},
                               CodePoints{0x200B, 0x200B}, CodePoints{0x200E, 0x200F},
                               CodePoints{0x2028, 0x202E}, CodePoints{0x2060, 0x2069},
                               CodePoints{0xFEFF, 0xFEFF}, CodePoints{0xFFF9, 0xFFFB}};

}  // namespace

bool is_invisible(char32_t point) {
    return std::ranges::any_of(INVISIBLE, [point](const CodePoints& range) {
        return range.first <= point && point <= range.last;
    });
}

std::optional<char32_t> first_invisible(std::string_view text) {
    while (!text.empty()) {
        const auto point = first_code_point(text);
        // A byte alone above ASCII begins no character.
        if (point.bytes > 1 && is_invisible(point.value)) return point.value;
        text.remove_prefix(point.bytes);
    }
    return std::nullopt;
}

std::string code_point_text(char32_t point) {
    return fmt::format("U+{:04X}", static_cast<std::uint32_t>(point));
}

std::size_t append_visible(std::string& to, std::string_view text, std::string_view kept) {
    const auto point = first_code_point(text);
    const auto byte = static_cast<unsigned char>(text.front());
    const bool is_ascii = byte < 0x80;
    const bool is_shown_as_byte = is_ascii ? is_control(text.front()) : point.bytes == 1;
    if (is_shown_as_byte && kept.find(text.front()) == kept.npos)
        to += fmt::format("\\x{:02x}", byte);
    else if (point.bytes > 1 && is_invisible(point.value))
        to += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(point.value));
    else
        to += text.substr(0, point.bytes);
    return point.bytes;
}

std::string visible_text(std::string_view text, std::string_view kept) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) text.remove_prefix(append_visible(result, text, kept));
    return result;
}

}  // namespace tradepit::common
