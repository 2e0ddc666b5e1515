#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::common {

/// A value from outside as a message shows it: a text as quoted_text() does, anything else as JSON,
/// clipped with "…" after QUOTED_BYTES_MAX.
[[nodiscard]] std::string quoted_value(const nlohmann::json& value);

}  // namespace tradepit::common
