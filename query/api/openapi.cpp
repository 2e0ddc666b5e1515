#include "query/api/openapi.h"

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "common/shapes/shape.h"
#include "common/stamp.h"
#include "common/text/boolean_words.h"
#include "common/text/json_text.h"
#include "common/text/words.h"
#include "query/api/routes.h"
#include "query/api/schemas.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

Json word_list(std::string_view text) {
    auto list = Json::array();
    for (const auto word : common::words_of(text)) list.push_back(word);
    return list;
}

/// The largest integer that JavaScript reads exactly. A browser would send a larger default or
/// limit back as another number, so the document has none.
constexpr std::int64_t BROWSER_INTEGER_MAX = (std::int64_t{1} << 53) - 1;

Json value_schema(const ParameterRule& rule) {
    const auto default_value = std::string{rule.default_value};
    switch (rule.kind) {
        case ParameterKind::text: {
            // The rule limits bytes. A text has no more characters than bytes, so maxLength admits
            // every text that the rule does.
            Json schema{{"type", "string"}, {"maxLength", rule.maximum}};
            if (!default_value.empty()) schema["default"] = default_value;
            return schema;
        }
        case ParameterKind::date:
            return {{"type", "string"}, {"pattern", common::STAMP_PATTERN}};
        case ParameterKind::integer: {
            Json schema{{"type", "integer"}, {"minimum", rule.minimum}};
            if (rule.maximum <= BROWSER_INTEGER_MAX) schema["maximum"] = rule.maximum;
            const auto value = default_value.empty() ? Json{} : Json::parse(default_value);
            if (value.is_number() && value <= BROWSER_INTEGER_MAX) schema["default"] = value;
            return schema;
        }
        case ParameterKind::number:
            return {{"type", "number"}};
        case ParameterKind::flag:
            return {{"type", "boolean"},
                    {"default", common::boolean_of(default_value).value_or(false)}};
        case ParameterKind::choice: {
            Json schema{{"type", "string"}, {"enum", word_list(rule.choices)}};
            if (!default_value.empty()) schema["default"] = default_value;
            return schema;
        }
    }
    return Json::object();
}

/// OpenAPI's Parameter Object for a rule. @param name that of the rule, or of one of its family
Json parameter_object(const ParameterRule& rule, std::string_view name) {
    Json described{{"name", name},
                   {"in", "query"},
                   {"required", rule.required},
                   {"description", rule.description},
                   {"schema", value_schema(rule)}};
    if (!rule.example.empty()) described["example"] = rule.example;
    return described;
}

/// Appends the Parameter Objects for a rule: one, or those of its family.
void append_parameters(Json& parameters, const ParameterRule& rule) {
    if (!rule.is_family()) {
        parameters.push_back(parameter_object(rule, rule.name));
        return;
    }
    const auto stem = std::string{rule.name.substr(0, rule.name.size() - 1)};  // without the "*"
    for (const auto member : rule.members)
        parameters.push_back(parameter_object(rule, stem + std::string{member}));
}

/// The parameter that the path has in braces.
Json path_parameter(std::string_view path) {
    const auto open = path.find('{') + 1;
    const std::string name{path.substr(open, path.find('}') - open)};
    return {{"name", name},
            {"in", "path"},
            {"required", true},
            {"description", name == "job_id" ? "A job's id" : "A maintenance task's number"},
            {"schema", {{"type", "string"}, {"minLength", 1}}}};
}

Json idempotency_key() {
    return {
        {"name", "Idempotency-Key"},
        {"in", "header"},
        {"required", false},
        {"description", "A repeat under the same key gets the first answer, and changes nothing"},
        {"schema", {{"type", "string"}, {"maxLength", common::NAME_BYTES_MAX}}}};
}

/// OpenAPI's Media Type Object for a body that has the schema with this name.
Json body_of_schema(std::string_view name) {
    return {{"schema", {{"$ref", "#/components/schemas/" + std::string{name}}}}};
}

/// OpenAPI's Request Body Object for a route.
Json request_body(const Route& route) {
    auto content = body_of_schema(route.body);
    for (const auto& example : route.examples)
        content["examples"][std::string{example.name}] = {{"summary", example.summary},
                                                          {"value", Json::parse(example.json)}};
    return {{"required", route.body_required}, {"content", {{"application/json", content}}}};
}

/// What a status other than 200 means, for people.
std::string_view meaning(std::string_view status) {
    if (status == "400") return "The request breaks a rule, which detail names";
    if (status == "401") return "A token is required, and the request has none that is known";
    if (status == "403") return "The token lacks the scope that this call needs";
    if (status == "404") return "What the path or a parameter names does not exist";
    if (status == "410") return "The job was cleaned up";
    if (status == "409")
        return "The present state does not allow it, or the key was used with another request";
    if (status == "413" || status == "507") return "Beyond a limit, which detail names";
    if (status == "415") return "The body has a Content-Encoding other than gzip and identity";
    if (status == "422") return "A parameter or the body is not of its type";
    return "Unavailable or unhealthy for the moment; repeat it after Retry-After, if that is given";
}

/// The content type of the route's 200, without parameters such as "charset".
std::string media_type(const Route& route) {
    return std::string{route.type.substr(0, route.type.find(';'))};
}

Json responses(const Route& route) {
    Json all{{"200",
              {{"description", "What was asked for"},
               {"content", {{media_type(route), body_of_schema(route.reply_schema)}}}}}};
    if (!route.rows.empty()) {
        auto& content = all["200"]["content"];
        content["text/csv"] = {{"schema", {{"type", "string"}}}};
        content["application/x-ndjson"] = body_of_schema(route.row);
    }
    // Every route answers 400 to a parameter that is given twice, and to too many parameters.
    std::string refusals = route.scope == Scope::open ? "400 " : "400 401 403 ";
    // HTTP refuses bodies that are too long, and those that it cannot decode.
    if (route.method == "POST") refusals += "413 415 ";
    // A status that is listed twice is one member of `all`.
    for (const auto& status : word_list(refusals += route.refusals)) {
        const auto name = status.get<std::string>();
        auto shape = std::string_view{name == "422" ? "Faults" : "Refusal"};
        if (name == "404") shape = route.missing_schema;
        if (name == "503" && route.reply_schema == "Health") shape = "Health";
        all[name] = {{"description", meaning(name)},
                     {"content", {{"application/json", body_of_schema(shape)}}}};
    }
    return all;
}

/// OpenAPI's Operation Object for a route.
Json operation(const Route& route) {
    auto parameters = Json::array();
    if (route.path.find('{') != route.path.npos) parameters.push_back(path_parameter(route.path));
    if (route.method == "POST") parameters.push_back(idempotency_key());
    for (const auto* rule : route.parameters) append_parameters(parameters, *rule);
    Json described{{"operationId", route.name}, {"summary", route.description}};
    if (!parameters.empty()) described["parameters"] = std::move(parameters);
    if (!route.body.empty()) described["requestBody"] = request_body(route);
    // A request must satisfy one entry of the list. The empty object stands for a server that
    // requires no tokens.
    if (route.scope != Scope::open)
        described["security"] =
            Json::array({Json::object(), {{"bearer", Json::array({name_of(route.scope)})}}});
    described["responses"] = responses(route);
    return described;
}

std::string document() {
    auto paths = Json::object();
    for (const auto& route : all_routes()) {
        if (route.is<ByFile>()) continue;
        const std::string method{route.method == "GET" ? "get" : "post"};
        paths[std::string{route.path}][method] = operation(route);
    }
    auto schemas = Json::object();
    for (const auto& shape : common::all_shapes())
        schemas[std::string{shape.name}] = schema_of(shape);
    return common::json_text(
        {{"openapi", "3.1.0"},
         {"info",
          {{"title", "tradepit"},
           {"version", TRADEPIT_VERSION},
           {"description", "Trading competitions between models on historical markets."}}},
         {"paths", std::move(paths)},
         {"components",
          {{"schemas", std::move(schemas)},
           {"securitySchemes", {{"bearer", {{"type", "http"}, {"scheme", "bearer"}}}}}}}});
}

}  // namespace

Reply openapi() {
    static const std::string text = document();
    return {200, text};
}

}  // namespace tradepit::query
