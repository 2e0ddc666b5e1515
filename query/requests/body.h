#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json.hpp>

#include "common/shapes/shape.h"
#include "query/requests/faults.h"
#include "query/requests/reply.h"

namespace tradepit::query {

/// How an empty body is read: as a fault, or as {}.
enum class EmptyBody { refused, means_object };

/// The body of a POST: a JSON object that was checked against its shape. A null field counts as
/// missing. A boolean field may also be a text of common::TRUE_WORDS or FALSE_WORDS, or the number
/// 0 or 1, and becomes the boolean that this means. The caller checks the rules between fields,
/// adds their faults with refuse() and the functions after it, and reads values only when fault()
/// returns nothing.
class Body {
public:
    /// Parses a body and checks its fields. The faults of fields are in the result's fault().
    /// @return the 422 for a text that is not a JSON object, and for an empty text where `empty`
    /// refuses it.
    [[nodiscard]] static std::variant<Body, Reply> read(std::string_view text,
                                                        const common::Shape& shape,
                                                        EmptyBody empty);

    [[nodiscard]] const nlohmann::json& object() const { return object_; }

    /// The field as it was given; null where it is missing.
    [[nodiscard]] const nlohmann::json& operator[](std::string_view name) const;
    /// Whether the field is there, even as null.
    [[nodiscard]] bool has(std::string_view name) const { return object_.contains(name); }

    /// The field's text; empty where it is missing.
    [[nodiscard]] std::string text(std::string_view name) const;
    /// The field's value; where it is missing, the default that its shape states and must have.
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;

    /// Adds a fault of the field, with the field's value. `type` is a fault type of Python's
    /// pydantic (Faults): "value_error".
    void refuse(std::string_view type, std::string_view name, std::string_view message);
    /// Adds a fault of the member `key` of the field, which is an object. The fault is in the
    /// member's name.
    void refuse_item(std::string_view name, const std::string& key, std::string_view message);
    /// Adds the fault that the field is missing.
    void missing(std::string_view name);
    /// Adds a fault of a date that cannot be parsed or is out of place. Where there are only such
    /// faults, fault() is a 400 with the text of the first one.
    void refuse_date(std::string text);

    /// The 422 that lists every fault but those of refuse_date(), or the 400 of refuse_date();
    /// nothing where there are no faults.
    [[nodiscard]] std::optional<Reply> fault() const;

private:
    Body(nlohmann::json object, const common::Shape& shape);
    /// The field's value, or the default that its shape states.
    [[nodiscard]] nlohmann::json value_of(std::string_view name) const;

    nlohmann::json object_;
    const common::Shape* shape_;
    Faults faults_;
    std::string bad_date_;  ///< the text of the 400; empty: none
};

}  // namespace tradepit::query
