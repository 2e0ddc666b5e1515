#pragma once

#include <string>

#include "common/wire_fields.h"

namespace tradepit::common {

/// Runs a maintenance task (common/shapes/maintenance_tasks.h) on the database.
struct RunMaintenance {
    std::string key;
    std::string request_hash;
    std::string task;       ///< its name: "backup"
    std::string arguments;  ///< a JSON object, as TaskArguments::json() makes it
    TRADEPIT_FIELDS(key, request_hash, task, arguments)
    friend bool operator==(const RunMaintenance&, const RunMaintenance&) = default;
};

}  // namespace tradepit::common
