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

/// What an empty text is instead of a body: a fault, or {}.
enum class EmptyBody { refused, means_object };

/// The body of a POST, an object that was checked against its shape. A field that is null counts as
/// missing. Rules between fields are the reader's: it adds what breaks them, asks for fault(), and
/// reads values only when there is none.
class Body {
public:
    /// @return the 422 for a text that is not a JSON object.
    [[nodiscard]] static std::variant<Body, Reply> read(std::string_view text,
                                                        const common::Shape& shape,
                                                        EmptyBody empty);

    [[nodiscard]] const nlohmann::json& object() const { return object_; }

    /// Null where the field is missing.
    [[nodiscard]] const nlohmann::json& operator[](std::string_view name) const;
    /// Whether the field is there, even as null.
    [[nodiscard]] bool has(std::string_view name) const { return object_.contains(name); }

    /// The value, or what a missing field means by its shape.
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;

    /// A fault of the field, shown with its value.
    void refuse(std::string_view type, std::string_view name, std::string_view message);
    void refuse_item(std::string_view name, const std::string& key, std::string_view message);
    void missing(std::string_view name);
    /// A 400, where there is no other fault; the first one counts.
    void refuse_date(std::string text);

    /// The 422 that lists every fault, or the 400, or nothing.
    [[nodiscard]] std::optional<Reply> fault() const;

private:
    Body(nlohmann::json object, const common::Shape& shape);
    [[nodiscard]] nlohmann::json value_of(std::string_view name) const;

    nlohmann::json object_;
    const common::Shape* shape_;
    Faults faults_;
    std::string bad_date_;
};

}  // namespace tradepit::query
