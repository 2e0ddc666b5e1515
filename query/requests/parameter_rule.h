#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/limits.h"

namespace tradepit::query {

enum class ParameterKind {
    text,
    date,     ///< a stamp: a date, on hourly markets with a time
    integer,  ///< from `least` to `most`
    number,   ///< a finite double
    flag,     ///< 0, 1, false or true
    choice,   ///< one of `choices`
};

/// What one parameter of a route may be: what is refused, what it is without being given, and what
/// GET /openapi.json says of it.
struct ParameterRule {
    /// With "*" at its end it stands for every name that begins with the rest.
    std::string_view name;
    ParameterKind kind = ParameterKind::text;
    std::string_view says;            ///< for people
    std::string_view choices = {};    ///< parted by spaces
    std::string_view otherwise = {};  ///< as if this was given; empty: nothing
    std::int64_t least = 0;
    std::int64_t most = common::NAME_BYTES_MAX;  ///< of a text its bytes
    bool required = false;

    [[nodiscard]] constexpr bool is_family() const { return name.ends_with('*'); }
    [[nodiscard]] constexpr bool is_of(std::string_view given) const {
        if (!is_family()) return given == name;
        const auto stem = name.substr(0, name.size() - 1);
        return given.size() > stem.size() && given.starts_with(stem);
    }
};

using ParameterRules = std::span<const ParameterRule* const>;

}  // namespace tradepit::query
