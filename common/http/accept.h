#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "common/enum_names.h"

/// Which formats and encodings a client accepts, by the fields Accept and Accept-Encoding of its
/// request (RFC 9110, sections 12.5.1 and 12.5.3).
namespace tradepit::common {

/// The formats in which a list can be answered. `jsonl` has one JSON document a line.
enum class ListFormat : std::uint8_t { json, csv, jsonl };
constexpr std::array<std::string_view, 3> names_of(ListFormat) { return {"json", "csv", "jsonl"}; }

/// Chooses a format by an Accept field: the one with the highest quality ("q=0.5"), and of equal
/// ones the one that the field names first. "*/*" and "application/*" stand for json, "text/*" for
/// csv. Returns json where the field is empty or accepts none of the formats.
[[nodiscard]] ListFormat accepted_format(std::string_view accept);

/// Whether an Accept-Encoding field allows gzip. An empty one does not.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

}  // namespace tradepit::common
