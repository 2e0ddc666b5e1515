#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/limits.h"

namespace tradepit::query {

enum class ParameterKind {
    text,
    date,     ///< a stamp: a date, on hourly markets with a time
    integer,  ///< from `minimum` to `maximum`
    number,   ///< a finite double
    flag,     ///< one of common::TRUE_WORDS or FALSE_WORDS
    choice,   ///< one of `choices`
};

/// One parameter of a route: which values are refused, which value an absent one has, and how
/// GET /openapi.json describes it.
struct ParameterRule {
    /// A name that ends with "*" stands for every name that begins with the rest.
    std::string_view name;
    ParameterKind kind = ParameterKind::text;
    std::string_view description = {};    ///< for people
    std::string_view choices = {};        ///< separated by spaces
    std::string_view default_value = {};  ///< empty: an absent parameter has no value
    std::int64_t minimum = 0;             ///< the least value of an integer
    /// The greatest value of an integer, or the most bytes of a text.
    std::int64_t maximum = common::NAME_BYTES_MAX;
    bool required = false;
    std::string_view example = {};  ///< a value to try out; empty: none
    /// Of a family: some of what "*" stands for. GET /openapi.json has one parameter for each.
    std::span<const std::string_view> members = {};

    /// Whether the rule is for many parameters: its name ends with "*".
    [[nodiscard]] constexpr bool is_family() const { return name.ends_with('*'); }
    /// Whether the rule is for the parameter of this name.
    [[nodiscard]] constexpr bool is_of(std::string_view given) const {
        if (!is_family()) return given == name;
        const auto stem = name.substr(0, name.size() - 1);
        return given.size() > stem.size() && given.starts_with(stem);
    }
};

using ParameterRules = std::span<const ParameterRule* const>;

}  // namespace tradepit::query
