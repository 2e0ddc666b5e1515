#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "query/requests/reply.h"

namespace tradepit::query {

/// What is wrong with a body or a query string, collected to one 422 with a list of {type, loc,
/// msg, input}, in the words that clients of the original know (pydantic's).
class Faults {
public:
    using Json = nlohmann::ordered_json;

    /// `loc` is the way to the value, e.g. ["body", "date_range", 0].
    void add(std::string_view type, Json loc, std::string_view message, Json input);
    void missing(Json loc) { add("missing", std::move(loc), "Field required", nullptr); }

    [[nodiscard]] bool empty() const { return list_.empty(); }
    [[nodiscard]] Reply reply() const;

private:
    Json list_ = Json::array();
};

}  // namespace tradepit::query
