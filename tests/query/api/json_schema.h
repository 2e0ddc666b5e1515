#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace tradepit::query {

/// What of `value` breaks `schema`, each as "way: what"; empty where it fits. Of JSON Schema it
/// knows what GET /openapi.json uses: $ref, type, properties, required, items, enum, oneOf, pattern
/// and additionalProperties; stricter than JSON Schema, a member that an object's schema does not
/// list is a fault.
[[nodiscard]] std::vector<std::string> schema_faults(const nlohmann::json& value,
                                                     const nlohmann::json& schema,
                                                     const nlohmann::json& document,
                                                     const std::string& way = "");

/// What of an answer breaks the document that query itself gives (openapi()): its route, its
/// status, the shape of its body.
[[nodiscard]] std::vector<std::string> answer_faults(std::string_view method, std::string_view path,
                                                     int status, const nlohmann::json& body);

}  // namespace tradepit::query
