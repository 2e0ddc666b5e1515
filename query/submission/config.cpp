#include "query/submission/config.h"

#include <set>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/shapes/shape.h"
#include "common/shapes/shape_check.h"
#include "common/text/name_rules.h"
#include "common/text/quoted.h"
#include "common/text/quoted_value.h"
#include "common/text/words.h"
#include "query/submission/job_settings.h"

namespace tradepit::query {

namespace {

using common::ShapeFault;
using common::ShapeRule;
using common::TypeKind;
using Json = nlohmann::json;
using Fault = std::optional<std::string>;

/// The member, or null where there is none.
const Json& member(const Json& object, std::string_view name) {
    static const Json NOTHING;
    const auto found = object.find(name);
    return found == object.end() ? NOTHING : *found;
}

/// The names of the shape's fields, or only of the required ones, with `separator` between them.
std::string field_names(const common::Shape& shape, bool only_required,
                        std::string_view separator) {
    std::string names;
    for (const auto& field : shape.fields)
        if (field.required || !only_required)
            names += (names.empty() ? "" : std::string{separator}) + std::string{field.name};
    return names;
}

/// The rule for a value that must be an object of this shape.
std::string object_rule(const common::Shape& shape) {
    const auto names = field_names(shape, /*only_required=*/true, " and ");
    return "must be an object" + (names.empty() ? "" : " with " + names);
}

/// The words of a shape "= word word …", as `"model" or "date"`.
std::string choices_of(const common::Shape& shape) {
    std::string text;
    for (const auto word : common::words_of(shape.definition.substr(1)))
        text += (text.empty() ? "\"" : " or \"") + std::string{word} + "\"";
    return text;
}

/// The rule that the value breaks, for an error text that also shows the value.
std::string rule_text(const ShapeFault& fault) {
    const auto& field = *fault.field;
    switch (fault.type.kind) {
        case TypeKind::stamp:
            return "must be a date (YYYY-MM-DD)";
        case TypeKind::positive:
            return "must be a number above 0";
        case TypeKind::amount:
            return common::amount_rule();
        case TypeKind::boolean:
            return "must be true or false";
        case TypeKind::integer:
            return "must be a whole number from " + std::to_string(field.minimum.value()) + " to " +
                   std::to_string(field.maximum.value());
        case TypeKind::text:
            CHECK(fault.rule == ShapeRule::maximum);
            return "must have at most " + std::to_string(field.maximum.value()) + " bytes";
        default:
            CHECK(fault.rule == ShapeRule::choice);
            return "must be " + choices_of(common::shape_named(fault.type.inner));
    }
}

/// The path to the value from its step `from` on, such as "date_range.init_date".
std::string dotted_path(const ShapeFault& fault, std::size_t from) {
    std::string place;
    for (auto step = fault.path.begin() + static_cast<std::ptrdiff_t>(from);
         step != fault.path.end(); ++step)
        place += (place.empty() ? "" : ".") + step->get<std::string>();
    return place;
}

/// The error text for the value at `place`.
std::string error_text(const ShapeFault& fault, const std::string& place) {
    if (fault.rule == ShapeRule::required) return place + " is required";
    if (fault.rule == ShapeRule::name) return fault.text;
    switch (fault.type.kind) {
        case TypeKind::name:
        case TypeKind::text:
            if (fault.rule == ShapeRule::type) return place + " must be a text";
            break;
        case TypeKind::list:
            return place + " must be a list";
        case TypeKind::shape:
            if (fault.rule == ShapeRule::type)
                return place + " " + object_rule(common::shape_named(fault.type.inner));
            break;
        default:
            break;
    }
    return place + " is " + common::quoted_value(*fault.value) + "; it " + rule_text(fault);
}

/// The error text for a field that its object must not have.
std::string unknown_key_text(const ShapeFault& fault) {
    auto object = fault;
    object.path.pop_back();
    return dotted_path(object, 0) + " has the unknown key " +
           common::quoted_text(fault.path.back().get<std::string>()) +
           "; known: " + field_names(*fault.object, /*only_required=*/false, ", ");
}

/// "models[0]", or `models[0] "a"` where the entry has a valid signature.
std::string model_place(const Json& document, std::size_t index) {
    auto place = "models[" + std::to_string(index) + "]";
    const auto& entry = document.at("models").at(index);
    const auto& signature = entry.is_object() ? member(entry, "signature") : Json{};
    if (!signature.is_string() || common::name_fault("signature", signature.get<std::string>()))
        return place;
    return place + " " + common::quoted_text(signature.get<std::string>());
}

/// The error text for the first fault of a config. A fault inside `models` also names the model.
std::string fault_text(const Json& document, const ShapeFault& fault) {
    if (fault.rule == ShapeRule::known) return unknown_key_text(fault);
    const bool is_in_models = fault.path.front() == "models" && fault.path.size() > 1;
    if (!is_in_models) return error_text(fault, dotted_path(fault, 0));
    const auto place = model_place(document, fault.path[1].get<std::size_t>());
    if (fault.path.size() == 2) return place + ": it must be an object";
    return place + ": " + error_text(fault, dotted_path(fault, 2));
}

/// The kind of an agent whose settings state none. A model of an AI-Trader config has `basemodel`,
/// the name of a provider's language model, so its agent is of the kind "llm". For other models the
/// signature is the kind.
std::string default_kind(const Json& entry, const std::string& signature) {
    return entry.contains("basemodel") ? "llm" : signature;
}

Fault read_models(const Json& document, Config& config) {
    std::set<std::string> signatures;
    const auto& models = document.at("models");
    for (std::size_t i = 0; i < models.size(); ++i) {
        const auto& entry = models[i];
        const auto signature = entry.at("signature").get<std::string>();
        auto agent = common::read_agent(member(entry, "agent"), default_kind(entry, signature));
        if (const auto* fault = std::get_if<std::string>(&agent))
            return model_place(document, i) + ": " + *fault;
        if (!signatures.insert(signature).second)
            return "models[" + std::to_string(i) + "]: the signature " +
                   common::quoted_text(signature) + " is there twice";
        config.models.push_back({.signature = signature,
                                 .enabled = member(entry, "enabled") != false,
                                 .agent = std::move(std::get<common::AgentSettings>(agent))});
    }
    return std::nullopt;
}

Fault read_range(const Json& document, Config& config) {
    const auto& range = member(document, "date_range");
    if (range.is_null()) return std::nullopt;
    const auto date_of = [&](const char* name) {
        return common::Stamp::parse(range.at(name).get<std::string>()).value();
    };
    config.range = DateRange{date_of("init_date"), date_of("end_date")};
    if (common::is_empty_range(config.range->from, config.range->upto))
        return "date_range.init_date " + config.range->from.text() +
               " is after date_range.end_date " + config.range->upto.text();
    return std::nullopt;
}

}  // namespace

std::variant<Config, std::string> read_config(const Json& document) {
    if (!document.is_object()) return "a config must be an object";
    const auto faults = common::shape_faults(document, common::shape_named("Config"));
    if (!faults.empty()) return fault_text(document, faults.front());
    Config config;
    if (auto fault = read_range(document, config)) return *fault;
    if (auto fault = read_models(document, config)) return *fault;
    if (const auto& market = member(document, "market"); !market.is_null())
        config.market = market.get<std::string>();
    set_given_settings(config.settings, document);
    if (const auto& settings = member(document, "agent_config"); !settings.is_null())
        config.initial_cash =
            common::amount_of(member(settings, "initial_cash")).value_or(INITIAL_CASH);
    return config;
}

}  // namespace tradepit::query
