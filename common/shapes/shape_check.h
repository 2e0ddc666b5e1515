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
    type,      ///< the value has another type
    choice,   ///< the value is none of the words that its type lists ("= word word …" in shape.h)
    minimum,  ///< the value, its length or its number of items is below Field::minimum
    maximum,  ///< the value, its length or its number of items is above Field::maximum
    stamp,    ///< the text is not a stamp: a date, or a date with a time of day
    name,     ///< the text is not a valid name
    amount,   ///< the value is not an amount; a wrong JSON type is this fault too, not `type`
    positive,  ///< the value is a number, but not above 0
};

/// One value, or the lack of one, that the shape of the checked object does not allow.
struct ShapeFault {
    /// The way from the checked object to the value: names of fields, and indices in lists.
    std::vector<nlohmann::json> path;
    ShapeRule rule = ShapeRule::type;
    Type type;                              ///< the type that was expected; with `known`: none
    const Field* field = nullptr;           ///< the field that was expected; with `known`: null
    const Shape* object = nullptr;          ///< the shape of the innermost object on `path`
    const nlohmann::json* value = nullptr;  ///< the wrong value; with `required`: null
    std::string text = {};                  ///< with `name`: what is wrong with the name
};

/// Everything in `object` that its shape does not allow: first the fields that the shape does not
/// name, then the faults of those that it names, in the order of the shape. A field that is null
/// counts as missing. The pointers in the faults point into the two arguments, or into shapes that
/// `shape` refers to, which live as long as the program. CHECKs that `object` is an object.
[[nodiscard]] std::vector<ShapeFault> shape_faults(const nlohmann::json& object,
                                                   const Shape& shape);

/// The money that a value of the type `amount` (shape.h) states; nothing where it is not an amount.
[[nodiscard]] std::optional<Money> amount_of(const nlohmann::json& value);
/// The rule that amount_of() applies, for an error text: "must be a number from … to …".
[[nodiscard]] std::string amount_rule();

}  // namespace tradepit::common
