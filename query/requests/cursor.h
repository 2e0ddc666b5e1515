#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "common/limits.h"
#include "query/requests/parameters.h"

/// Cursors of pages: the parameter `cursor` holds the key of the row after which a page begins. An
/// answer states it as next_cursor. Clients treat it as opaque.
namespace tradepit::query {

/// The longest cursor: a date, a name that may be escaped whole, and a name behind it.
inline constexpr std::size_t CURSOR_BYTES_MAX =
    std::string_view{"2025-10-01 11:00:00"}.size() + 4 * common::NAME_BYTES_MAX + 2;

/// The values of a key, separated by commas. Those inside a value are escaped, except in the last.
[[nodiscard]] std::string cursor_text(std::initializer_list<std::string_view> key);

/// Reads the `count` values of the key in the parameter `cursor`; all are empty where it is
/// missing. A text that does not have so many values is a fault of `parameters`.
[[nodiscard]] std::vector<std::string> cursor_key(Parameters& parameters, std::size_t count);

/// The fault of a cursor that no answer to this request gave.
void refuse_cursor(Parameters& parameters);

/// A number of such a key, -1 where it is empty. A text that is no number is a fault.
[[nodiscard]] std::int64_t cursor_number(Parameters& parameters, const std::string& value);

}  // namespace tradepit::query
