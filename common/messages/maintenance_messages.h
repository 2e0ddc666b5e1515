#pragma once

#include <string>

#include "common/wire_fields.h"

namespace tradepit::common {

/// The command to run a maintenance task (common/shapes/maintenance_tasks.h) on the database.
struct RunMaintenance {
    std::string key;           ///< of the request
    std::string request_hash;  ///< SHA-256 (hex) of the request
    std::string task;          ///< the name of the task: "backup"
    std::string arguments;     ///< a JSON object, as TaskArguments::json() makes it
    TRADEPIT_FIELDS(key, request_hash, task, arguments)
    friend bool operator==(const RunMaintenance&, const RunMaintenance&) = default;
};

}  // namespace tradepit::common
