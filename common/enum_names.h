#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

#include "common/check.h"

/// Converts the values of an enum to their names and back. A function `names_of(E)` beside the enum
/// lists the names in the order of the values, which count from 0.
namespace tradepit::common {

template <class Enum>
concept NamedEnum = std::is_enum_v<Enum> && requires(Enum value_of) {
    { names_of(value_of).size() } -> std::convertible_to<std::size_t>;
};

/// The name of the value, followed by a NUL, so that its data() is a C string.
template <NamedEnum Enum>
[[nodiscard]] constexpr std::string_view to_text(Enum value) {
    constexpr auto NAMES = names_of(Enum{});
    // An enum that travels on the wire states its last value, and must have as many names.
    if constexpr (requires { wire_last(Enum{}); })
        static_assert(NAMES.size() == static_cast<std::size_t>(wire_last(Enum{})) + 1);
    const auto index = static_cast<std::size_t>(value);
    CHECK(index < NAMES.size());
    return NAMES[index];
}

/// The value with that name; nothing when no value has it.
template <NamedEnum Enum>
[[nodiscard]] constexpr std::optional<Enum> from_text(std::string_view text) {
    constexpr auto NAMES = names_of(Enum{});
    const auto found = std::find(NAMES.begin(), NAMES.end(), text);
    if (found == NAMES.end()) return std::nullopt;
    return static_cast<Enum>(found - NAMES.begin());
}

/// All the names in their order, each with a space behind it.
template <NamedEnum Enum>
inline constexpr auto SPACED_NAMES = [] {
    constexpr auto SIZE = [] {
        std::size_t size = 0;
        for (const std::string_view name : names_of(Enum{})) size += name.size() + 1;
        return size;
    }();
    std::array<char, SIZE> text{};
    auto* end = text.data();
    for (const std::string_view name : names_of(Enum{})) {
        end = std::copy(name.begin(), name.end(), end);
        *end++ = ' ';
    }
    return text;
}();

/// All the names in their order, separated by spaces.
template <NamedEnum Enum>
inline constexpr std::string_view ALL_NAMES{SPACED_NAMES<Enum>.data(),
                                            SPACED_NAMES<Enum>.size() - 1};

}  // namespace tradepit::common
