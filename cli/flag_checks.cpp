#include "cli/flag_checks.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include "common/stamp.h"

namespace tradepit::cli {

namespace {

/// Parses the whole of `text` into `number`. @return false when it is not a number of that type.
template <class Number>
bool parse_number(const std::string& text, Number& number) {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end;
}

}  // namespace

CLI::Validator count_validator() {
    return {[](std::string& text) -> std::string {
                std::int64_t count = 0;
                if (parse_number(text, count) && count > 0) return {};
                return "\"" + text + "\" is not a whole number above 0";
            },
            "N"};
}

CLI::Validator number_validator() {
    return {[](std::string& text) -> std::string {
                double number = 0;
                if (parse_number(text, number) && std::isfinite(number)) return {};
                return "\"" + text + "\" is not a number";
            },
            "X"};
}

CLI::Validator bound_validator() {
    return {[](std::string& text) -> std::string {
                const auto equals = text.find('=');
                double number = 0;
                if (equals != 0 && equals != text.npos &&
                    parse_number(text.substr(equals + 1), number) && std::isfinite(number))
                    return {};
                return "\"" + text + "\" is not FIGURE=X, a name and a number";
            },
            "FIGURE=X"};
}

CLI::Validator date_validator() {
    return {[](std::string& text) -> std::string {
                if (common::Stamp::parse(text)) return {};
                return "\"" + text + "\" is not a date (YYYY-MM-DD)";
            },
            "D"};
}

}  // namespace tradepit::cli
