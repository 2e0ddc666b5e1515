#include "query/requests/parameters.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/text/boolean_words.h"
#include "common/text/words.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// The path to a parameter's value, as Faults shows it; "query" stands for the query string.
Json loc_of_parameter(std::string_view name) { return Json::array({"query", name}); }

/// Sorts after every character of a stamp. A date with this character behind it is therefore above
/// every stamp of that date.
constexpr char AFTER_EVERY_TIME = '~';

/// A parameter that browsers' libraries add, with another value each time, so that no cache
/// answers. It means nothing, and may be given to every call.
constexpr std::string_view CACHE_BUSTER = "_";

/// The whole text as a number; nothing where the text is not one.
template <class Value>
std::optional<Value> parsed(const std::string& text) {
    Value value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool has_word(std::string_view text, std::string_view wanted) {
    const auto words = common::words_of(text);
    return std::ranges::find(words, wanted) != words.end();
}

}  // namespace

StampTextRange span_of(common::Stamp date) {
    const auto text = date.text();
    return {text, date.has_time() ? text : text + AFTER_EVERY_TIME};
}

Parameters::Parameters(std::vector<common::Parameter> given, ParameterRules rules)
    : given_{std::move(given)}, rules_{rules} {
    if (given_.size() > common::PARAMETERS_MAX)
        set_bad_request("more than " + std::to_string(common::PARAMETERS_MAX) + " parameters");
    else
        check_all();
}

void Parameters::check_all() {
    for (auto each = given_.begin(); each != given_.end(); ++each) {
        const auto* rule = rule_of(each->name);
        if (each->name == CACHE_BUSTER)
            continue;
        else if (rule == nullptr)
            refuse_unknown(each->name);
        else if (!each->value.empty())
            check(*rule, *each);
        // An earlier parameter has the same name.
        if (std::ranges::find(given_.begin(), each, each->name, &common::Parameter::name) != each)
            set_bad_request("the parameter \"" + each->name + "\" is given twice");
    }
    for (const auto* rule : rules_)
        if (rule->required) static_cast<void>(required(rule->name));
}

void Parameters::check(const ParameterRule& rule, const common::Parameter& given) {
    const auto& value = given.value;
    switch (rule.kind) {
        case ParameterKind::text:
            if (static_cast<std::int64_t>(value.size()) > rule.maximum)
                refuse("string_too_long", given.name,
                       "String should have at most " + std::to_string(rule.maximum) + " bytes");
            return;
        case ParameterKind::date:
            if (!common::Stamp::parse(value)) set_bad_request(INVALID_DATE);
            return;
        case ParameterKind::integer:
            return check_integer(rule, given);
        case ParameterKind::number:
            if (const auto number = parsed<double>(value); !number || !std::isfinite(*number))
                refuse("float_parsing", given.name,
                       "Input should be a valid number, unable to parse string as a number");
            return;
        case ParameterKind::flag:
            if (!common::boolean_of(value))
                refuse("bool_parsing", given.name,
                       "Input should be a valid boolean, unable to interpret input");
            return;
        case ParameterKind::choice:
            if (!has_word(rule.choices, value))
                refuse("literal_error", given.name,
                       "Input should be " + listed_choices(rule.choices));
            return;
    }
}

void Parameters::check_integer(const ParameterRule& rule, const common::Parameter& given) {
    const auto number = parsed<std::int64_t>(given.value);
    if (!number)
        refuse("int_parsing", given.name,
               "Input should be a valid integer, unable to parse string as an integer");
    else if (*number < rule.minimum)
        refuse("greater_than_equal", given.name,
               "Input should be greater than or equal to " + std::to_string(rule.minimum));
    else if (*number > rule.maximum)
        refuse("less_than_equal", given.name,
               "Input should be less than or equal to " + std::to_string(rule.maximum));
}

void Parameters::refuse_unknown(std::string_view name) {
    std::string known;
    for (const auto* rule : rules_) known += " " + std::string{rule->name};
    refuse("extra_forbidden", name,
           known.empty() ? "There is no such parameter; there is none"
                         : "There is no such parameter; known:" + known);
}

const ParameterRule* Parameters::rule_of(std::string_view name) const {
    const auto found = std::find_if(rules_.begin(), rules_.end(),
                                    [&](const auto* rule) { return rule->is_of(name); });
    return found == rules_.end() ? nullptr : *found;
}

std::optional<std::string> Parameters::text(std::string_view name) const {
    const auto found = std::ranges::find(given_, name, &common::Parameter::name);
    if (found == given_.end() || found->value.empty()) return std::nullopt;
    return found->value;
}

std::string Parameters::value_of(std::string_view name) const {
    const auto* rule = rule_of(name);
    CHECK(rule != nullptr);
    return text(name).value_or(std::string{rule->default_value});
}

std::string Parameters::required(std::string_view name) {
    auto value = text(name);
    if (!value) faults_.missing(loc_of_parameter(name));
    return value.value_or("");
}

Parameters Parameters::with(std::string_view name, std::string value) const {
    auto given = given_;
    std::erase_if(given, [&](const auto& each) { return each.value.empty() || each.name == name; });
    given.push_back({std::string{name}, std::move(value)});
    return {std::move(given), rules_};
}

std::int64_t Parameters::integer(std::string_view name) const {
    return parsed<std::int64_t>(value_of(name)).value_or(0);
}

std::string Parameters::choice(std::string_view name) const { return value_of(name); }

bool Parameters::flag(std::string_view name) const {
    return common::boolean_of(value_of(name)).value_or(false);
}

std::optional<double> Parameters::number(std::string_view name) const {
    const auto value = text(name);
    return value ? parsed<double>(*value) : std::nullopt;
}

std::optional<common::Stamp> Parameters::date(std::string_view name) const {
    const auto value = text(name);
    return value ? common::Stamp::parse(*value) : std::nullopt;
}

StampTextRange Parameters::span() {
    const auto start = date("start_date");
    const auto end = date("end_date");
    if (start && end && start->text() > span_of(*end).upto) {
        set_bad_request("start_date must be on or before end_date");
    }
    return {start ? start->text() : "", end ? span_of(*end).upto : std::string{AFTER_EVERY_TIME}};
}

void Parameters::set_bad_request(std::string_view text) {
    if (bad_request_.empty()) bad_request_ = text;
}

void Parameters::refuse(std::string_view type, std::string_view name, std::string_view message) {
    const auto value = text(name);
    faults_.add(type, loc_of_parameter(name), message, value ? Json(*value) : Json(nullptr));
}

std::optional<Reply> Parameters::fault() const {
    if (!faults_.empty()) return faults_.reply();
    if (!bad_request_.empty()) return refused(400, bad_request_);
    return std::nullopt;
}

}  // namespace tradepit::query
