#pragma once

#include <nlohmann/json_fwd.hpp>

#include "cli/pipeline/connection.h"
#include "cli/session.h"

namespace tradepit::cli {

/// Prints what a request that made a job was answered with: its id, or with --json the answer. With
/// `wait` it waits until the job has ended, with its progress, and --json prints the status then.
/// @return the exit code: 0, and with `wait` how the job ended.
int follow_new_job(Session& session, Connection& connection, const nlohmann::ordered_json& answer,
                   bool wait);

}  // namespace tradepit::cli
