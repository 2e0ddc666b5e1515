#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace tradepit::common {

/// What errno says: "No such file or directory".
[[nodiscard]] inline std::string errno_text() { return std::generic_category().message(errno); }

}  // namespace tradepit::common
