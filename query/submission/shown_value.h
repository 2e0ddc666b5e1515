#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::query {

/// A value from outside as a message shows it: a text as common::shown does, anything else as JSON,
/// clipped with "…" after common::SHOWN_BYTES_MAX.
[[nodiscard]] std::string shown_value(const nlohmann::json& value);

}  // namespace tradepit::query
