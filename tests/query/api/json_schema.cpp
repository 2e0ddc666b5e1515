#include "tests/query/api/json_schema.h"

#include <algorithm>
#include <regex>

#include "query/api/openapi.h"
#include "query/api/resolve.h"
#include "query/api/routes.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::json;
using FaultTexts = std::vector<std::string>;

bool is_of_type(const Json& value, const std::string& type) {
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_boolean();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    return type == "null" && value.is_null();
}

bool has_type(const Json& value, const Json& types) {
    if (types.is_string()) return is_of_type(value, types);
    return std::ranges::any_of(types, [&](const Json& type) { return is_of_type(value, type); });
}

void append(FaultTexts& faults, FaultTexts more) {
    faults.insert(faults.end(), more.begin(), more.end());
}

FaultTexts object_faults(const Json& value, const Json& schema, const Json& document,
                         const std::string& way) {
    FaultTexts faults;
    for (const auto& name : schema.value("required", Json::array()))
        if (!value.contains(name))
            faults.push_back(way + "." + name.get<std::string>() + ": missing");
    const auto properties = schema.value("properties", Json::object());
    for (const auto& [name, member] : value.items()) {
        const auto inner = way + "." + name;
        if (properties.contains(name))
            append(faults, schema_faults(member, properties[name], document, inner));
        else if (schema.contains("additionalProperties"))
            append(faults, schema_faults(member, schema["additionalProperties"], document, inner));
        else if (schema.contains("properties"))
            faults.push_back(inner + ": not in the document");
    }
    return faults;
}

}  // namespace

std::vector<std::string> schema_faults(const Json& value, const Json& schema, const Json& document,
                                       const std::string& way) {
    if (schema.contains("$ref")) {
        const Json::json_pointer place{schema["$ref"].get<std::string>().substr(1)};
        return schema_faults(value, document.at(place), document, way);
    }
    if (schema.contains("oneOf")) {
        FaultTexts faults;
        for (const auto& each : schema["oneOf"]) {
            auto found = schema_faults(value, each, document, way);
            if (found.empty()) return {};
            append(faults, std::move(found));
        }
        return faults;
    }
    if (schema.contains("type") && !has_type(value, schema["type"]))
        return {way + ": " + value.dump() + " is no " + schema["type"].dump()};
    if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end())
        return {way + ": " + value.dump() + " is none of " + schema["enum"].dump()};
    if (value.is_string() && schema.contains("pattern") &&
        !std::regex_match(value.get<std::string>(),
                          std::regex{schema["pattern"].get<std::string>()}))
        return {way + ": " + value.dump() + " is not like " + schema["pattern"].dump()};
    if (value.is_object()) return object_faults(value, schema, document, way);
    FaultTexts faults;
    if (value.is_array() && schema.contains("items"))
        for (std::size_t i = 0; i < value.size(); ++i)
            append(faults, schema_faults(value[i], schema["items"], document,
                                         way + "[" + std::to_string(i) + "]"));
    return faults;
}

std::vector<std::string> answer_faults(std::string_view method, std::string_view path, int status,
                                       const Json& body) {
    static const Json document = Json::parse(openapi().text());
    const auto found = find_route(all_routes(), method, path);
    if (found.route == nullptr) {
        if (status != 404 && status != 405) return {"a status for no route"};
        return schema_faults(body, {{"$ref", "#/components/schemas/Refusal"}}, document);
    }
    const auto& operation =
        document["paths"][std::string{found.route->path}][method == "GET" ? "get" : "post"];
    const auto name = std::to_string(status);
    if (!operation["responses"].contains(name)) return {"status " + name + ": not in the document"};
    const auto& schema = operation["responses"][name]["content"]["application/json"]["schema"];
    return schema_faults(body, schema, document);
}

}  // namespace tradepit::query
