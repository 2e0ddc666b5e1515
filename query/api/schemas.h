#pragma once

#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::query {

/// The shape of a JSON value that is sent or taken. `is` is
///
///     name type, name? type, …    an object; "?" after the name: it may be missing
///     = word word …               one of these texts
///     | Name Name …               a value of one of these shapes
///     type                        that
///
/// and a type is text, time (ISO 8601, UTC), stamp, int, number, bool, any, the Name of a shape,
/// [type] a list, {type} an object of any names; "?" after it: or null.
struct Shape {
    std::string_view name;
    std::string_view is;
};

[[nodiscard]] std::span<const Shape> all_shapes();

/// As JSON Schema (draft 2020-12), names as references into "#/components/schemas/".
[[nodiscard]] nlohmann::ordered_json schema_of(const Shape& shape);

/// The names of an object's fields, parted by commas; of those that may be missing too.
[[nodiscard]] std::string columns_of(std::string_view shape);

}  // namespace tradepit::query
