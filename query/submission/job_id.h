#pragma once

#include <string>

namespace tradepit::query {

/// A new random UUID (version 4, RFC 4122). Any thread.
[[nodiscard]] std::string new_uuid();

}  // namespace tradepit::query
