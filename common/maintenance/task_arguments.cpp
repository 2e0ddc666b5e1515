#include "common/maintenance/task_arguments.h"

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/shapes/shape_check.h"
#include "common/text/json_text.h"

namespace tradepit::common {

namespace {

/// The rule that a parameter breaks, as a clause about "it".
std::string rule_text(const ShapeFault& fault) {
    switch (fault.rule) {
        case ShapeRule::known:
            return "the task has no such argument";
        case ShapeRule::required:
            return "it must be given";
        case ShapeRule::minimum:
            return "it is below the minimum " + std::to_string(fault.field->minimum.value_or(0));
        case ShapeRule::maximum:
            return "it is above the maximum " + std::to_string(fault.field->maximum.value_or(0));
        default:
            return "it is of another type";
    }
}

}  // namespace

TaskArguments::TaskArguments(const TaskInfo& task) : task_{&task} {
    // Field::default_json is the parameter's default as JSON, and empty where there is none.
    for (const Field& parameter : task.parameters)
        if (!parameter.default_json.empty())
            set(parameter, nlohmann::json::parse(parameter.default_json));
}

void TaskArguments::set(const Field& parameter, const nlohmann::json& value) {
    Value& place = values_[std::string{parameter.name}];
    if (value.is_boolean())
        place = value.get<bool>();
    else if (value.is_string())
        place = value.get<std::string>();
    else
        place = value.get<std::int64_t>();
}

std::variant<TaskArguments, ArgumentFault> TaskArguments::parse(const TaskInfo& task,
                                                                std::string_view text) {
    const auto given = nlohmann::json::parse(text, nullptr, false);
    if (!given.is_object()) return ArgumentFault{"arguments: they are no JSON object"};
    const Shape shape{.name = task.shape, .fields = task.parameters};
    if (const auto faults = shape_faults(given, shape); !faults.empty()) {
        const ShapeFault& first = faults.front();
        return ArgumentFault{first.path.back().get<std::string>() + ": " + rule_text(first)};
    }
    TaskArguments arguments{task};
    for (const Field& parameter : task.parameters)
        if (const auto at = given.find(parameter.name); at != given.end() && !at->is_null())
            arguments.set(parameter, *at);
    return arguments;
}

const TaskArguments::Value& TaskArguments::at(std::string_view name) const {
    const auto found = values_.find(name);
    CHECK(found != values_.end());
    return found->second;
}

bool TaskArguments::flag(std::string_view name) const { return std::get<bool>(at(name)); }

std::int64_t TaskArguments::count(std::string_view name) const {
    return std::get<std::int64_t>(at(name));
}

const std::string& TaskArguments::file(std::string_view name) const {
    return std::get<std::string>(at(name));
}

void TaskArguments::set_count(std::string_view name, std::int64_t value) {
    const auto found = values_.find(name);
    CHECK(found != values_.end() && std::holds_alternative<std::int64_t>(found->second));
    found->second = value;
}

std::string TaskArguments::json() const {
    auto object = nlohmann::ordered_json::object();
    for (const Field& parameter : task_->parameters)
        if (const auto found = values_.find(parameter.name); found != values_.end())
            std::visit([&](const auto& value) { object[std::string{parameter.name}] = value; },
                       found->second);
    return json_text(object);
}

}  // namespace tradepit::common
