#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/decimal.h"
#include "common/shapes/shape.h"

namespace tradepit::common {

/// Which rule of a shape a value breaks.
enum class ShapeRule : std::uint8_t {
    known,     ///< the object has a field that its shape does not name
    required,  ///< a field is missing, or null
    type,
    choice,   ///< one of the texts of a shape "= …"
    minimum,  ///< of Field
    maximum,  ///< of Field
    stamp,    ///< a text that is a date
    name,     ///< a text that is a name
    amount,   ///< also of a value of another type
    positive,
};

struct ShapeFault {
    std::vector<nlohmann::json> path;  ///< from the checked object: names, and places in lists
    ShapeRule rule = ShapeRule::type;
    Type type;                              ///< of the value at `path`; known: of nothing
    const Field* field = nullptr;           ///< of the object's; known: none
    const Shape* object = nullptr;          ///< the innermost one that `path` leads through
    const nlohmann::json* value = nullptr;  ///< in the checked object; required: none
    std::string text = {};                  ///< name: what is wrong with it
};

/// Everything in `object` that its shape does not allow, in the order of the shape's fields, behind
/// the fields that it does not name. A field that is null counts as missing. The faults point into
/// both arguments.
[[nodiscard]] std::vector<ShapeFault> shape_faults(const nlohmann::json& object,
                                                   const Shape& shape);

/// The value of an `amount`: nothing where it is not one.
[[nodiscard]] std::optional<Money> amount_of(const nlohmann::json& value);

}  // namespace tradepit::common
