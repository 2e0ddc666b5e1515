#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "query/requests/reply.h"

namespace tradepit::query {

/// The answer to a text that should be a date.
inline constexpr std::string_view INVALID_DATE = "Invalid date format (use YYYY-MM-DD)";

/// What is wrong with a body or a query string, collected to one 422 with a list of {type, loc,
/// msg, input}, in the words that clients of the original know (pydantic's).
class Faults {
public:
    using Json = nlohmann::ordered_json;

    /// `loc` is the way to the value, e.g. ["body", "date_range", 0].
    void add(std::string_view type, Json loc, std::string_view message, Json input);
    void missing(Json loc);

    [[nodiscard]] bool empty() const { return list_.empty(); }
    [[nodiscard]] Reply reply() const;

private:
    std::string list_;  ///< the faults as JSON, separated by commas
};

/// "'a', 'b' or 'c'": the words of `choices`, as a fault lists what a value may be.
[[nodiscard]] std::string listed_choices(std::string_view choices);

}  // namespace tradepit::query
