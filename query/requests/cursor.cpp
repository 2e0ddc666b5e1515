#include "query/requests/cursor.h"

#include <charconv>

namespace tradepit::query {

namespace {

constexpr std::string_view ESCAPED_COMMA = "%2C";
constexpr std::string_view ESCAPED_PERCENT = "%25";

void append_escaped_value(std::string& text, std::string_view value) {
    for (const char each : value) {
        if (each == ',')
            text += ESCAPED_COMMA;
        else if (each == '%')
            text += ESCAPED_PERCENT;
        else
            text += each;
    }
}

std::string unescaped_value(std::string_view text) {
    std::string value;
    while (!text.empty()) {
        const bool is_comma = text.starts_with(ESCAPED_COMMA);
        if (is_comma || text.starts_with(ESCAPED_PERCENT)) {
            value += is_comma ? ',' : '%';
            text.remove_prefix(ESCAPED_COMMA.size());  // both have this size
        } else {
            value += text.front();
            text.remove_prefix(1);
        }
    }
    return value;
}

}  // namespace

void refuse_cursor(Parameters& parameters) {
    parameters.refuse("value_error", "cursor", "Input should be a next_cursor of this request");
}

std::string cursor_text(std::initializer_list<std::string_view> key) {
    std::string text;
    for (const auto* value = key.begin(); value != key.end(); ++value) {
        if (value + 1 == key.end()) return text.append(*value);
        append_escaped_value(text, *value);
        text += ',';
    }
    return text;
}

std::vector<std::string> cursor_key(Parameters& parameters, std::size_t count) {
    std::vector<std::string> key;
    const auto cursor = parameters.text("cursor").value_or("");
    std::string_view left = cursor;
    while (!left.empty() && key.size() + 1 < count) {
        const auto comma = left.find(',');
        if (comma == left.npos) break;
        key.push_back(unescaped_value(left.substr(0, comma)));
        left.remove_prefix(comma + 1);
    }
    key.emplace_back(left);
    if (!cursor.empty() && key.size() != count) refuse_cursor(parameters);
    key.resize(count);
    return key;
}

std::int64_t cursor_number(Parameters& parameters, const std::string& value) {
    std::int64_t number = -1;
    if (value.empty()) return number;
    const auto* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc{} || stop != end) refuse_cursor(parameters);
    return number;
}

}  // namespace tradepit::query
