#pragma once

#include <string>

namespace tradepit::common {

/// A new random UUID (version 4, RFC 4122) in lower case, for ids of jobs and keys of requests. Any
/// thread. @throws std::runtime_error when the system has no random numbers.
[[nodiscard]] std::string new_uuid();

}  // namespace tradepit::common
