#include "query/api/schemas.h"

#include <string>

#include <nlohmann/json.hpp>

#include "common/decimal.h"
#include "common/limits.h"
#include "common/stamp.h"
#include "common/text/words.h"

namespace tradepit::query {

namespace {

using common::Field;
using common::Shape;
using common::TypeKind;
using Json = nlohmann::ordered_json;

Json reference(std::string_view name) {
    return {{"$ref", "#/components/schemas/" + std::string{name}}};
}

Json schema_of_type(std::string_view type);

/// The schema of a value of that type that is not null.
Json schema_of_present(const common::Type& type) {
    switch (type.kind) {
        case TypeKind::text:
            return {{"type", "string"}};
        case TypeKind::name:
            // The limit is in bytes. A text has no more characters than bytes, so maxLength admits
            // every text within the limit.
            return {{"type", "string"}, {"maxLength", common::NAME_BYTES_MAX}};
        case TypeKind::time:
            return {{"type", "string"}, {"format", "date-time"}};
        case TypeKind::stamp:
            return {{"type", "string"}, {"pattern", common::STAMP_PATTERN}};
        case TypeKind::integer:
            return {{"type", "integer"}};
        case TypeKind::number:
            return {{"type", "number"}};
        case TypeKind::positive:
            return {{"type", "number"}, {"exclusiveMinimum", 0}};
        case TypeKind::amount:
            return {{"type", "number"},
                    {"exclusiveMinimum", 0},
                    {"maximum", common::MONEY_MAX.to_double()}};
        case TypeKind::boolean:
            return {{"type", "boolean"}};
        case TypeKind::any:
            return Json::object();
        case TypeKind::list:
            return {{"type", "array"}, {"items", schema_of_type(type.inner)}};
        case TypeKind::map:
            return {{"type", "object"}, {"additionalProperties", schema_of_type(type.inner)}};
        case TypeKind::shape:
            return reference(type.inner);
    }
    return Json::object();
}

Json schema_of_type(std::string_view text) {
    const auto type = common::type_of(text);
    auto schema = schema_of_present(type);
    if (!type.nullable) return schema;
    if (schema.contains("$ref"))
        return {{"oneOf", Json::array({std::move(schema), {{"type", "null"}}})}};
    schema["type"] = Json::array({schema["type"], "null"});
    return schema;
}

/// JSON Schema's keywords for the limits of a value of some kind.
struct LimitKeywords {
    const char* minimum;
    const char* maximum;
};

LimitKeywords limit_keywords(TypeKind kind) {
    switch (kind) {
        case TypeKind::list:
            return {"minItems", "maxItems"};
        case TypeKind::map:
            return {"minProperties", "maxProperties"};
        case TypeKind::text:
        case TypeKind::name:
            return {"minLength", "maxLength"};
        default:
            return {"minimum", "maximum"};
    }
}

Json schema_of_field(const Field& field) {
    auto schema = schema_of_type(field.type);
    const auto keywords = limit_keywords(common::type_of(field.type).kind);
    if (field.minimum) schema[keywords.minimum] = *field.minimum;
    if (field.maximum) schema[keywords.maximum] = *field.maximum;
    if (!field.default_json.empty()) schema["default"] = Json::parse(field.default_json);
    return schema;
}

Json object_schema(const Shape& shape) {
    auto properties = Json::object();
    auto required = Json::array();
    for (const auto& field : common::fields_of(shape)) {
        if (field.required) required.push_back(field.name);
        properties[std::string{field.name}] = schema_of_field(field);
    }
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)}};
}

}  // namespace

Json schema_of(const Shape& shape) {
    if (shape.definition.empty()) return object_schema(shape);
    // The forms of Shape::definition: "= word word …", "| Name Name …", a type, a list of fields.
    const auto rest = shape.definition.substr(1);
    auto list = Json::array();
    if (shape.definition.starts_with('=')) {
        for (const auto word : common::words_of(rest)) list.push_back(word);
        return {{"type", "string"}, {"enum", std::move(list)}};
    }
    if (shape.definition.starts_with('|')) {
        for (const auto name : common::words_of(rest)) list.push_back(reference(name));
        return {{"oneOf", std::move(list)}};
    }
    // A list of fields has spaces, between names and types; a type has none.
    if (shape.definition.find(' ') == shape.definition.npos)
        return schema_of_type(shape.definition);
    return object_schema(shape);
}

std::string columns_of(std::string_view shape_name) {
    std::string columns;
    for (const auto& field : common::fields_of(common::shape_named(shape_name)))
        columns += (columns.empty() ? "" : ",") + std::string{field.name};
    return columns;
}

}  // namespace tradepit::query
