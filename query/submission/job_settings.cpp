#include "query/submission/job_settings.h"

#include <string>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/shapes/shape.h"

namespace tradepit::query {

namespace {

void set(std::string& setting, const nlohmann::json& value) { setting = value; }
void set(std::int32_t& setting, const nlohmann::json& value) { setting = value; }
void set(bool& setting, const nlohmann::json& value) { setting = value; }
void set(common::Order& setting, const nlohmann::json& value) {
    const auto order = common::from_text<common::Order>(value.get<std::string>());
    CHECK(order.has_value());
    setting = *order;
}

}  // namespace

nlohmann::json given_settings(const nlohmann::json& object) {
    auto given = nlohmann::json::object();
    for (const auto& field : common::shape_named("JobSettings").fields)
        if (const auto found = object.find(field.name); found != object.end() && !found->is_null())
            given[std::string{field.name}] = *found;
    return given;
}

void set_given_settings(common::JobSettings& settings, const nlohmann::json& object) {
    const auto set_one = [&](const char* name, auto& setting) {
        if (const auto found = object.find(name); found != object.end() && !found->is_null())
            set(setting, *found);
    };
    set_one("label", settings.label);
    set_one("order", settings.order);
    set_one("priority", settings.priority);
    set_one("dual_write", settings.dual_write);
}

nlohmann::ordered_json json_of(const common::JobSettings& settings) {
    return {{"label", settings.label},
            {"order", to_text(settings.order)},
            {"priority", settings.priority},
            {"dual_write", settings.dual_write}};
}

}  // namespace tradepit::query
