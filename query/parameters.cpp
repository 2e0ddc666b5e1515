#include "query/parameters.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

Json place(std::string_view name) { return Json::array({"query", name}); }

/// Above every text that begins with a plain date and a time.
constexpr char AFTER_EVERY_TIME = '~';

template <class Value>
std::optional<Value> parsed(const std::string& text) {
    Value value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

DateSpan span_of(common::Stamp date) {
    const auto text = date.text();
    return {text, date.has_time() ? text : text + AFTER_EVERY_TIME};
}

std::optional<std::string> Parameters::text(std::string_view name) const {
    const auto found = std::find_if(parameters_.rbegin(), parameters_.rend(),
                                    [&](const auto& each) { return each.name == name; });
    if (found == parameters_.rend() || found->value.empty()) return std::nullopt;
    return found->value;
}

std::string Parameters::required(std::string_view name) {
    auto value = text(name);
    if (!value) faults_.missing(place(name));
    return value.value_or("");
}

std::int64_t Parameters::count(std::string_view name, std::int64_t otherwise, std::int64_t least,
                               std::int64_t most) {
    const auto value = text(name);
    if (!value) return otherwise;
    const auto number = parsed<std::int64_t>(*value);
    if (!number) {
        refuse("int_parsing", name,
               "Input should be a valid integer, unable to parse string as an integer");
        return otherwise;
    }
    if (*number < least) {
        refuse("greater_than_equal", name,
               "Input should be greater than or equal to " + std::to_string(least));
    } else if (*number > most) {
        refuse("less_than_equal", name,
               "Input should be less than or equal to " + std::to_string(most));
    }
    return *number;
}

std::string Parameters::one_of(std::string_view name,
                               std::initializer_list<std::string_view> choices) {
    const auto value = text(name);
    if (!value) return std::string{*choices.begin()};
    if (std::find(choices.begin(), choices.end(), *value) == choices.end()) {
        std::string expected;
        for (const auto choice : choices) {
            if (choice.empty()) continue;
            if (!expected.empty()) {
                expected += choice == *(choices.end() - 1) ? " or " : ", ";
            }
            expected += "'" + std::string{choice} + "'";
        }
        refuse("literal_error", name, "Input should be " + expected);
    }
    return *value;
}

bool Parameters::flag(std::string_view name) {
    const auto value = text(name);
    if (!value || *value == "0" || *value == "false") return false;
    if (*value != "1" && *value != "true") {
        refuse("bool_parsing", name, "Input should be a valid boolean, unable to interpret input");
    }
    return true;
}

std::optional<double> Parameters::number(std::string_view name) {
    const auto value = text(name);
    if (!value) return std::nullopt;
    const auto number = parsed<double>(*value);
    if (number && std::isfinite(*number)) return number;
    refuse("float_parsing", name,
           "Input should be a valid number, unable to parse string as a number");
    return std::nullopt;
}

std::optional<common::Stamp> Parameters::date(std::string_view name) {
    const auto value = text(name);
    if (!value) return std::nullopt;
    const auto stamp = common::Stamp::parse(*value);
    if (!stamp) bad_date_ = INVALID_DATE;
    return stamp;
}

DateSpan Parameters::span() {
    const auto start = date("start_date");
    const auto end = date("end_date");
    if (start && end && start->text() > span_of(*end).upto) {
        bad_date_ = "start_date must be on or before end_date";
    }
    return {start ? start->text() : "", end ? span_of(*end).upto : std::string{AFTER_EVERY_TIME}};
}

void Parameters::allow(std::string_view known) {
    for (const auto& each : parameters_) {
        const auto at = (" " + std::string{known} + " ").find(" " + each.name + " ");
        const bool plain = each.name.find(' ') == each.name.npos && !each.name.empty();
        if (plain && at != std::string::npos) continue;
        const auto family = each.name.substr(0, 4) + "*";
        if (family.size() == 5 && known.find(family) != known.npos) continue;
        refuse("extra_forbidden", each.name,
               known.empty() ? "There is no such parameter; there is none"
                             : "There is no such parameter; known: " + std::string{known});
    }
}

void Parameters::refuse(std::string_view type, std::string_view name, std::string_view message) {
    const auto value = text(name);
    faults_.add(type, place(name), message, value ? Json(*value) : Json(nullptr));
}

std::optional<Reply> Parameters::fault() const {
    if (!faults_.empty()) return faults_.reply();
    if (!bad_date_.empty()) return refused(400, bad_date_);
    return std::nullopt;
}

}  // namespace tradepit::query
