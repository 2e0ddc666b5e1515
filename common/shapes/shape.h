#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// The shapes of the JSON values that tradepit takes and sends. GET /openapi.json is made of them,
/// query checks bodies and configs by them, and the CLI has its options for them.
namespace tradepit::common {

/// One field of an object that is taken from outside.
struct Field {
    std::string_view name;
    std::string_view type;  ///< in the language of Shape::is
    bool required = false;
    /// Of an int its value, of a text its bytes, of a list or an object its items.
    std::optional<std::int64_t> minimum = std::nullopt;
    std::optional<std::int64_t> maximum = std::nullopt;
    std::string_view unset = {};  ///< the JSON that a missing field means; empty: nothing
    std::string_view flag = {};   ///< what sets it on the command line: "--start", "CONFIG"
    std::string_view help = {};   ///< of an option that the CLI declares for it
};

/// Whether an object may have fields that its shape does not name.
enum class Others : std::uint8_t { refused, ignored };

/// The shape of a JSON value. An object that is taken from outside has `fields`. Of others `is` is
///
///     name type, name? type, …    an object; "?" after the name: it may be missing; "..Name": the
///                                 fields of another shape
///     = word word …               one of these texts
///     | Name Name …               a value of one of these shapes
///     type                        that
///
/// and a type is text, name (1 to NAME_BYTES_MAX bytes without control characters; where it is not
/// required also empty), time (ISO 8601, UTC), stamp, int, number, positive (a number above 0),
/// amount (of money: a number or its decimal text, above 0 and at most MONEY_MAX), bool, any, the
/// Name of a shape, [type] a list, {type} an object of any names; "?" after it: or null.
struct Shape {
    std::string_view name;
    std::string_view is = {};
    std::span<const Field> fields = {};
    Others others = Others::refused;
};

/// What a type of that language is.
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

struct Type {
    TypeKind kind = TypeKind::any;
    std::string_view inner = {};  ///< the type of a list's or map's items, or the Name of a shape
    bool nullable = false;
};

[[nodiscard]] Type type_of(std::string_view text);

/// The shapes that GET /openapi.json shows: answers and bodies.
[[nodiscard]] std::span<const Shape> all_shapes();

/// One of these, or "Config", a config file, or a part of one of them. The name is that of a shape.
[[nodiscard]] const Shape& shape_named(std::string_view name);

/// The field of that name in `fields`; null where there is none.
[[nodiscard]] const Field* field_named(const Shape& shape, std::string_view name);

/// The fields of an object, those in `fields` and those in `is`; none of any other value.
[[nodiscard]] std::vector<Field> fields_of(const Shape& shape);

}  // namespace tradepit::common
