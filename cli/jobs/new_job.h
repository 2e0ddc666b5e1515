#pragma once

#include <nlohmann/json_fwd.hpp>

#include "cli/pipeline/connection.h"
#include "cli/session.h"

namespace tradepit::cli {

/// Prints the answer to a request that made a job: the job's id, or with --json the answer. With
/// `wait` it shows the progress until the job has ended, and --json prints the final status in
/// place of the answer.
/// @return the exit code: 0 without `wait`, else exit_code_of() the final status.
int follow_new_job(Session& session, Connection& connection, const nlohmann::ordered_json& answer,
                   bool wait);

}  // namespace tradepit::cli
