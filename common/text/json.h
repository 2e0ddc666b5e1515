#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::common {

/// The deepest nesting of JSON from outside that is read. It is limited because code that copies or
/// writes a document recurses.
inline constexpr std::size_t JSON_DEPTH_MAX = 64;

/// Why a text is refused as JSON: "line 3: …", "nested deeper than 64", "key \"a\" twice".
struct JsonFault {
    std::string text;
};

/// Reads a whole text as JSON: UTF-8, at most JSON_DEPTH_MAX deep, no key twice in one object, no
/// number beyond a double. The caller limits the size. No text makes it throw.
std::variant<nlohmann::json, JsonFault> parse_json(std::string_view text);

}  // namespace tradepit::common
