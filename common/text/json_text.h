#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::common {

/// A JSON document whose members stay in the order in which they were added.
using OrderedJson = nlohmann::ordered_json;

/// A double by its shortest text that reads back as the same: 71.75, 10000.0, 1e-05. As Python's
/// repr and JSON have it; finite.
void append_number(std::string& out, double value);

/// A JSON string: what is above ASCII stays as it is, bytes that are not UTF-8 become U+FFFD.
void append_string(std::string& out, std::string_view text);

void append_integer(std::string& out, std::int64_t value);

/// As json_text() has it.
void append_document(std::string& out, const nlohmann::ordered_json& document);

/// A document on one line, its numbers by append_number: the library's own are not always the
/// shortest.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& document);
template <std::same_as<nlohmann::json> Sorted>
[[nodiscard]] std::string json_text(const Sorted& document);

}  // namespace tradepit::common
