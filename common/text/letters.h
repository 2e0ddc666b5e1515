#pragma once

#include <algorithm>
#include <string>
#include <string_view>

/// Capital and small letters of ASCII. The functions know no locale, and every other byte stays as
/// it is.
namespace tradepit::common {

[[nodiscard]] constexpr bool is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }

[[nodiscard]] constexpr char small_letter(char letter) {
    return is_capital(letter) ? static_cast<char>(letter - 'A' + 'a') : letter;
}

[[nodiscard]] inline std::string in_small_letters(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), small_letter);
    return result;
}

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, small_letter, small_letter);
}

}  // namespace tradepit::common
