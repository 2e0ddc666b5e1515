#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "common/limits.h"
#include "query/requests/parameters.h"

/// Cursors of pages: the parameter `cursor` holds the sort key of the row after which a page
/// begins. The answer with the page before states it as next_cursor. Clients treat it as opaque.
namespace tradepit::query {

/// The bytes of the longest cursor: a stamp, a name of which every byte is escaped as three bytes,
/// a name that is not escaped because it is the last value, and two commas.
inline constexpr std::size_t CURSOR_BYTES_MAX =
    std::string_view{"2025-10-01 11:00:00"}.size() + 4 * common::NAME_BYTES_MAX + 2;

/// The cursor for a sort key: its values, separated by commas. Commas and percent signs in a value
/// are escaped, except in the last value.
[[nodiscard]] std::string cursor_text(std::initializer_list<std::string_view> key);

/// Reads the `count` values of the sort key in the parameter `cursor`; all are empty where the
/// parameter is absent. A text that does not have so many values adds a fault to `parameters`.
[[nodiscard]] std::vector<std::string> cursor_key(Parameters& parameters, std::size_t count);

/// Adds the fault that the cursor is not the next_cursor of an answer to this request.
void refuse_cursor(Parameters& parameters);

/// Reads one value of cursor_key() as a number; -1 where it is empty. A text that is not a number
/// adds a fault to `parameters`.
[[nodiscard]] std::int64_t cursor_number(Parameters& parameters, const std::string& value);

}  // namespace tradepit::query
