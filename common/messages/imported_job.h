#pragma once

namespace tradepit::common {

/// What an imported job has in place of the path of its config (jobs.config_path).
inline constexpr const char* IMPORTED_CONFIG = "(imported)";

}  // namespace tradepit::common
