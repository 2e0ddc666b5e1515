#include "common/http/http_target.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "common/text/letters.h"
#include "common/text/utf8.h"

namespace tradepit::common {

namespace {

/// The value of a hexadecimal digit; -1 for any other character.
int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// What a "+" stands for: in a path for itself, in a query string for a space.
enum class Plus { plus, space };

/// The text without its percent-encoding; nothing where that is wrong, or where the result is not
/// UTF-8 or has a NUL.
std::optional<std::string> decoded(std::string_view text, Plus plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (text.size() - i < 3) return std::nullopt;
            const int high = digit_of(text[i + 1]);
            const int low = digit_of(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    if (!common::is_utf8(out) || out.find('\0') != out.npos) return std::nullopt;
    return out;
}

/// Removes scheme and host from a target in absolute form. Any other target is returned unchanged.
std::string_view without_host(std::string_view text) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equal_ignoring_case(text.substr(0, scheme.size()), scheme)) continue;
        text.remove_prefix(scheme.size());
        const auto slash = text.find_first_of("/?");
        return slash == std::string_view::npos ? "/" : text.substr(slash);
    }
    return text;
}

/// Appends the text, percent-encoded but for letters, digits and `plain`.
void append_encoded(std::string& out, std::string_view text, std::string_view plain) {
    constexpr std::string_view HEX = "0123456789ABCDEF";
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || plain.find(c) != plain.npos;
        if (is_plain) {
            out += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        out += '%';
        out += HEX[octet / 16];
        out += HEX[octet % 16];
    }
}

/// Reads one "name=value" of the query string.
std::optional<TargetFault> add_parameter(std::string_view piece,
                                         std::vector<Parameter>& parameters) {
    if (parameters.size() >= PARAMETERS_MAX)
        return TargetFault{400, "more than " + std::to_string(PARAMETERS_MAX) + " parameters"};
    const auto equals = piece.find('=');
    const auto name = decoded(piece.substr(0, equals), Plus::space);
    const auto value =
        decoded(equals == std::string_view::npos ? std::string_view{} : piece.substr(equals + 1),
                Plus::space);
    if (!name || !value)
        return TargetFault{400, "a parameter is not percent-encoded UTF-8 without NUL"};
    if (name->empty()) return TargetFault{400, "a parameter has no name"};
    if (std::ranges::find(parameters, *name, &Parameter::name) != parameters.end())
        return TargetFault{400, "the parameter \"" + *name + "\" is given twice"};
    parameters.push_back({*name, *value});
    return std::nullopt;
}

}  // namespace

std::variant<Target, TargetFault> parse_target(std::string_view text) {
    if (text.size() > TARGET_BYTES_MAX)
        return TargetFault{
            414, "the target is longer than " + std::to_string(TARGET_BYTES_MAX) + " bytes"};
    text = without_host(text);
    if (!text.starts_with('/')) return TargetFault{400, "the target has no path"};
    if (text.find('#') != std::string_view::npos)
        return TargetFault{400, "the target has a fragment"};
    const auto question_mark = text.find('?');
    const auto path = decoded(text.substr(0, question_mark), Plus::plus);
    if (!path) return TargetFault{400, "the path is not percent-encoded UTF-8 without NUL"};

    Target target{*path, {}};
    std::string_view query =
        question_mark == std::string_view::npos ? "" : text.substr(question_mark + 1);
    while (!query.empty()) {
        const auto piece = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(piece.size() + 1, query.size()));
        if (piece.empty()) continue;
        if (auto fault = add_parameter(piece, target.parameters)) return std::move(*fault);
    }
    return target;
}

std::string target_text(const Target& target) {
    std::string text;
    append_encoded(text, target.path, "/-._~");
    char separator = '?';
    for (const auto& [name, value] : target.parameters) {
        text += std::exchange(separator, '&');
        append_encoded(text, name, "-._~");
        text += '=';
        append_encoded(text, value, "-._~");
    }
    return text;
}

}  // namespace tradepit::common
