#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// The shapes of the JSON values that tradepit receives and sends. GET /openapi.json is generated
/// from them, query checks bodies and configs against them, and the CLI takes its options from
/// them.
namespace tradepit::common {

/// One field of an object. Limits, default, flag and help are used only of objects that tradepit
/// receives.
struct Field {
    std::string_view name;
    std::string_view type;  ///< in the language of Shape::definition
    bool required = false;
    /// Limits of an int's value, of a text's length in bytes, or of the number of items of a list
    /// or object; nothing: no limit.
    std::optional<std::int64_t> minimum = std::nullopt;
    std::optional<std::int64_t> maximum = std::nullopt;
    std::string_view default_json = {};  ///< the default of a missing field, as JSON; empty: none
    std::string_view flag = {};  ///< the CLI's option or argument for it: "--start", "CONFIG"
    std::string_view help = {};  ///< the help of that option
};

/// Whether an object may have fields that its shape does not name.
enum class OtherFields : std::uint8_t { refused, ignored };

/// The shape of a JSON value. It has either `fields`, as all objects that tradepit receives, or
/// `definition`, a text in this language:
///
///     name type, name? type, …    an object; "?" after the name: it may be missing; "..Name": the
///                                 fields of another shape, all of them required
///     = word word …               one of these texts
///     | Name Name …               a value of one of these shapes
///     type                        a value of that type
///
/// and a type is text, name (1 to NAME_BYTES_MAX bytes without control characters; where it is not
/// required also empty), time (ISO 8601, UTC), stamp, int, number, positive (a number above 0),
/// amount (of money: a number or its decimal text, from a millionth to MONEY_MAX), bool, any, the
/// Name of a shape, [type] a list, {type} an object of any names. "?" after a type: or null.
struct Shape {
    std::string_view name;
    std::string_view definition = {};
    std::span<const Field> fields = {};
    OtherFields other_fields = OtherFields::refused;
};

/// The kinds of the types in the language of Shape::definition.
enum class TypeKind : std::uint8_t {
    text,
    name,
    time,
    stamp,
    integer,
    number,
    positive,
    amount,
    boolean,
    any,
    shape,
    list,
    map,
};

/// A type in the language of Shape::definition.
struct Type {
    TypeKind kind = TypeKind::any;
    std::string_view inner = {};  ///< the type of a list's or map's items, or the Name of a shape
    bool nullable = false;        ///< the value may be null
};

/// Reads a type in the language of Shape::definition. CHECKs that the text is not empty.
[[nodiscard]] Type type_of(std::string_view text);

/// The shapes that GET /openapi.json shows: of answers and of the bodies of requests.
[[nodiscard]] std::span<const Shape> all_shapes();

/// The shape of that name: one of all_shapes(), "Config" (a config file), or a shape that one of
/// these refers to. CHECKs that there is one.
[[nodiscard]] const Shape& shape_named(std::string_view name);

/// The field of that name in `shape.fields`; null where there is none.
[[nodiscard]] const Field* field_named(const Shape& shape, std::string_view name);

/// The fields of an object: those in `shape.fields`, and those that `shape.definition` lists. None
/// where the shape is not that of an object.
[[nodiscard]] std::vector<Field> fields_of(const Shape& shape);

}  // namespace tradepit::common
