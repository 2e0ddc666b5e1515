#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tradepit::common {

/// What of a text from outside is shown in an answer, in bytes.
inline constexpr size_t SHOWN_BYTES_MAX = 80;

/// `text` between double quotes, fit for any message: clipped with "…" after SHOWN_BYTES_MAX,
/// quotes as \", control characters and bytes that are not UTF-8 as \xNN.
[[nodiscard]] std::string shown(std::string_view text);

/// How many of the first bytes of `text` form one UTF-8 character; 0 when they form none.
[[nodiscard]] size_t utf8_length(std::string_view text);

}  // namespace tradepit::common
