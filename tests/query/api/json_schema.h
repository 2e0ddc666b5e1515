#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace tradepit::query {

/// The faults of `value` under `schema`, each as "path: fault"; empty where it fits. Of JSON Schema
/// it knows what GET /openapi.json uses: $ref, type, properties, required, items, enum, oneOf,
/// pattern and additionalProperties. It is stricter in one point: a member that an object's schema
/// does not list is a fault. @param way the path of `value`, for the messages.
[[nodiscard]] std::vector<std::string> schema_faults(const nlohmann::json& value,
                                                     const nlohmann::json& schema,
                                                     const nlohmann::json& document,
                                                     const std::string& way = "");

/// The faults of an answer under the document openapi(): a status that the route does not have, or
/// a body that does not fit its schema.
[[nodiscard]] std::vector<std::string> answer_faults(std::string_view method, std::string_view path,
                                                     int status, const nlohmann::json& body);

}  // namespace tradepit::query
