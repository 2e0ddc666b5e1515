#include "common/json_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/shown.h"

namespace tradepit::common {

namespace {

template <class Json>
void append(std::string& out, const Json& value);

template <class Values, class Each>
void append_list(std::string& out, const Values& values, Each each) {
    bool first = true;
    for (const auto& value : values) {
        if (!first) out += ',';
        first = false;
        each(value);
    }
}

template <class Json>
void append(std::string& out, const Json& value) {
    if (value.is_number_float()) {
        append_number(out, value.template get<double>());
    } else if (value.is_string()) {
        append_string(out, value.template get_ref<const std::string&>());
    } else if (value.is_array()) {
        out += '[';
        append_list(out, value, [&](const Json& element) { append(out, element); });
        out += ']';
    } else if (value.is_object()) {
        out += '{';
        append_list(out, value.items(), [&](const auto& item) {
            append_string(out, item.key());
            out += ':';
            append(out, item.value());
        });
        out += '}';
    } else {
        out += value.dump();
    }
}

void append_escape(std::string& out, unsigned char octet) {
    static constexpr std::string_view DIGITS = "0123456789abcdef";
    switch (octet) {
        case '\b':
            out += "\\b";
            return;
        case '\t':
            out += "\\t";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\r':
            out += "\\r";
            return;
        default:
            break;
    }
    out += "\\u00";
    out += DIGITS[octet >> 4];
    out += DIGITS[octet & 15];
}

}  // namespace

void append_number(std::string& out, double value) {
    CHECK(std::isfinite(value));
    const double size = std::fabs(value);
    const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                   plain ? std::chars_format::fixed : std::chars_format::scientific)
                         .ptr;
    const std::string_view written{text.data(), static_cast<std::size_t>(end - text.data())};
    out += written;
    if (plain && written.find('.') == written.npos) out += ".0";
}

void append_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const auto octet = static_cast<unsigned char>(text.front());
        std::size_t length = 1;
        if (octet == '"' || octet == '\\') {
            out += '\\';
            out += text.front();
        } else if (octet < 0x20) {
            append_escape(out, octet);
        } else if (octet < 0x80) {
            out += text.front();
        } else if (length = utf8_length(text); length > 0) {
            out += text.substr(0, length);
        } else {
            out += "\uFFFD";
            length = 1;
        }
        text.remove_prefix(length);
    }
    out += '"';
}

std::string json_text(const nlohmann::ordered_json& document) {
    std::string out;
    append(out, document);
    return out;
}

template <std::same_as<nlohmann::json> Sorted>
std::string json_text(const Sorted& document) {
    std::string out;
    append(out, document);
    return out;
}
template std::string json_text(const nlohmann::json&);

}  // namespace tradepit::common
