#include "common/text/json_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/text/utf8.h"

namespace tradepit::common {

namespace {

template <class Json>
void append(std::string& out, const Json& value);

/// Appends the values with commas between them. `each(value)` appends one.
template <class Values, class Each>
void append_list(std::string& out, const Values& values, Each each) {
    bool first = true;
    for (const auto& value : values) {
        if (!first) out += ',';
        first = false;
        each(value);
    }
}

template <class Integer>
void append_digits(std::string& out, Integer value) {
    std::array<char, 24> text{};
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
}

template <class Json>
void append_object(std::string& out, const Json& value) {
    out += '{';
    append_list(out, value.template get_ref<const typename Json::object_t&>(),
                [&](const auto& member) {
                    append_string(out, member.first);
                    out += ':';
                    append(out, member.second);
                });
    out += '}';
}

template <class Json>
void append(std::string& out, const Json& value) {
    using Type = typename Json::value_t;
    switch (value.type()) {
        case Type::number_float:
            return append_number(out, value.template get<double>());
        case Type::number_integer:
            return append_digits(out, value.template get<std::int64_t>());
        case Type::number_unsigned:
            return append_digits(out, value.template get<std::uint64_t>());
        case Type::string:
            return append_string(out, value.template get_ref<const std::string&>());
        case Type::array:
            out += '[';
            append_list(out, value, [&](const Json& element) { append(out, element); });
            out += ']';
            return;
        case Type::object:
            return append_object(out, value);
        case Type::boolean:
            out += value.template get<bool>() ? "true" : "false";
            return;
        case Type::null:
            out += "null";
            return;
        case Type::binary:
        case Type::discarded:
            break;
    }
    CHECK_MSG(false, "a binary or discarded value has no JSON text");
}

/// The number of octets at the beginning of `text` that are ASCII and need no escape.
std::size_t plain_length(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size()) {
        const auto octet = static_cast<unsigned char>(text[length]);
        if (octet < 0x20 || octet >= 0x80 || octet == '"' || octet == '\\') break;
        ++length;
    }
    return length;
}

/// Appends a control character in the form of JSON: \n, \u001f.
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
    const double magnitude = std::fabs(value);
    // As Python writes a float: 1.0, 0.0001, 1e-05, 1e+16. Published record files and the answers
    // of the API that ours replaces were written by Python, and are compared with ours as texts.
    const bool without_exponent = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16);
    std::array<char, 64> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value,
                      without_exponent ? std::chars_format::fixed : std::chars_format::scientific)
            .ptr;
    const std::string_view written{text.data(), static_cast<std::size_t>(end - text.data())};
    out += written;
    if (without_exponent && written.find('.') == written.npos) out += ".0";
}

void append_string(std::string& out, std::string_view text) {
    out += '"';
    while (true) {
        const std::size_t plain = plain_length(text);
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        const auto octet = static_cast<unsigned char>(text.front());
        std::size_t length = 1;
        if (octet == '"' || octet == '\\') {
            out += '\\';
            out += text.front();
        } else if (octet < 0x20) {
            append_escape(out, octet);
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

void append_integer(std::string& out, std::int64_t value) { append_digits(out, value); }

void append_document(std::string& out, const nlohmann::ordered_json& document) {
    append(out, document);
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
