#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "query/requests/reply.h"

namespace tradepit::query {

/// The error text for an invalid date.
inline constexpr std::string_view INVALID_DATE = "Invalid date format (use YYYY-MM-DD)";

/// Collects what is wrong with a body or a query string, for one 422 with a list of {type, loc,
/// msg, input}. Types and messages are those of pydantic, which AI-Trader's server uses.
class Faults {
public:
    using Json = nlohmann::ordered_json;

    /// @param loc the path to the value: ["body", "date_range", 0]
    /// @param input the value itself; null: there is none
    void add(std::string_view type, Json loc, std::string_view message, Json input);
    /// Adds the fault that a required value is missing.
    void missing(Json loc);

    [[nodiscard]] bool empty() const { return list_.empty(); }
    /// The 422 with all faults.
    [[nodiscard]] Reply reply() const;

private:
    std::string list_;  ///< the faults as JSON, separated by commas
};

/// The words of `choices`, which spaces separate, as "'a', 'b' or 'c'": for a fault that lists what
/// a value may be.
[[nodiscard]] std::string listed_choices(std::string_view choices);

}  // namespace tradepit::query
