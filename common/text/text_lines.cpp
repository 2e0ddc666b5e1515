#include "common/text/text_lines.h"

#include <algorithm>

namespace tradepit::common {

std::string FileFault::message() const {
    return line == 0 ? text : "line " + std::to_string(line) + ": " + text;
}

TextLines::TextLines(std::string_view text) : rest_(without_byte_order_mark(text)) {}

std::optional<std::string_view> TextLines::next() {
    while (!rest_.empty()) {
        const size_t end = std::min(rest_.find('\n'), rest_.size());
        std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++number_;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!is_blank(line)) return line;
    }
    return std::nullopt;
}

std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view BYTE_ORDER_MARK = "\xEF\xBB\xBF";
    if (text.starts_with(BYTE_ORDER_MARK)) text.remove_prefix(BYTE_ORDER_MARK.size());
    return text;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string line_too_long_text() {
    return "is longer than " + std::to_string(LINE_BYTES_MAX) + " bytes";
}

}  // namespace tradepit::common
