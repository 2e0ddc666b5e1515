#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "common/shapes/shape.h"

namespace tradepit::query {

/// As JSON Schema (draft 2020-12), names as references into "#/components/schemas/".
[[nodiscard]] nlohmann::ordered_json schema_of(const common::Shape& shape);

/// The names of an object's fields, separated by commas; also of those that may be missing.
[[nodiscard]] std::string columns_of(std::string_view shape);

}  // namespace tradepit::query
