#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace tradepit::common {

/// The words for true and for false, as Python's pydantic takes them from a form or a query string.
/// Upper and lower case are the same.
inline constexpr std::array<std::string_view, 6> TRUE_WORDS{"1", "true", "t", "yes", "y", "on"};
inline constexpr std::array<std::string_view, 6> FALSE_WORDS{"0", "false", "f", "no", "n", "off"};

/// What the word means; nothing where it is neither of TRUE_WORDS nor of FALSE_WORDS.
[[nodiscard]] std::optional<bool> boolean_of(std::string_view word);

}  // namespace tradepit::common
