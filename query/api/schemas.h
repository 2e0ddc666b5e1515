#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "common/shapes/shape.h"

namespace tradepit::query {

/// The shape as JSON Schema (draft 2020-12). Other shapes appear in it as references into
/// "#/components/schemas/".
[[nodiscard]] nlohmann::ordered_json schema_of(const common::Shape& shape);

/// The names of the fields of the object shape with the name `shape_name`, separated by commas.
/// Fields that may be missing are included.
[[nodiscard]] std::string columns_of(std::string_view shape_name);

}  // namespace tradepit::query
