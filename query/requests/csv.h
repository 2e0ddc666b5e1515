#pragma once

#include <string>
#include <string_view>

namespace tradepit::query {

/// The end of a CSV line (RFC 4180).
inline constexpr std::string_view CSV_LINE_END = "\r\n";

/// Appends a cell of a CSV line, between quotes where RFC 4180 requires it or a reader could drop
/// something: an empty text, and one with a blank at either end. An empty cell without quotes
/// stands for null.
void append_cell(std::string& out, std::string_view text);

}  // namespace tradepit::query
