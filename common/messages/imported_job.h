#pragma once

namespace tradepit::common {

/// The value of jobs.config_path for an imported job, which has no config.
inline constexpr const char* IMPORTED_CONFIG = "(imported)";

}  // namespace tradepit::common
