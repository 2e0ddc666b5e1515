#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::common {

/// A JSON document whose members stay in the order in which they were added.
using OrderedJson = nlohmann::ordered_json;

/// Appends a finite double as its shortest text that reads back as the same double, in the form of
/// Python's repr: 71.75, 10000.0, 1e-05. CHECKs that it is finite.
void append_number(std::string& out, double value);

/// Appends a JSON string. Characters above ASCII stay as they are; bytes that are not UTF-8 become
/// U+FFFD.
void append_string(std::string& out, std::string_view text);

void append_integer(std::string& out, std::int64_t value);

/// Appends json_text() of the document.
void append_document(std::string& out, const nlohmann::ordered_json& document);

/// A document on one line, without spaces. Its doubles are written by append_number(), because the
/// library's own texts are not always the shortest. CHECKs that they are finite.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& document);
/// The same for a document whose members are in byte order. It is a template, so that an argument
/// which converts to both kinds of documents makes no call ambiguous.
template <std::same_as<nlohmann::json> Sorted>
[[nodiscard]] std::string json_text(const Sorted& document);

}  // namespace tradepit::common
