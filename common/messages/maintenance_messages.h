#pragma once

#include <cstdint>
#include <string>

#include "common/wire_fields.h"

namespace tradepit::common {

enum class MaintenanceKind : std::uint8_t { cleanup, vacuum, backup };
constexpr MaintenanceKind wire_last(MaintenanceKind) { return MaintenanceKind::backup; }

/// What the writer is to do with the database itself. The fields behind `kind` are of that kind
/// alone, and are left as they are for the others.
struct MaintenanceRequest {
    std::string key;
    std::string request_hash;
    MaintenanceKind kind = MaintenanceKind::cleanup;
    std::int64_t days =
        0;              ///< cleanup: jobs that ended more than so many days ago, 0 to DAYS_KEPT_MAX
    bool full = false;  ///< vacuum: the whole file anew, while no job is open
    std::string file;   ///< backup: an absolute path, on the writer's machine
    bool force = false;  ///< backup: a file of that name is replaced
    TRADEPIT_FIELDS(key, request_hash, kind, days, full, file, force)
    friend bool operator==(const MaintenanceRequest&, const MaintenanceRequest&) = default;
};

}  // namespace tradepit::common
