#pragma once

#include <functional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "cli/channel.h"
#include "cli/client.h"
#include "cli/display/progress_line.h"
#include "cli/pipeline/connection.h"
#include "cli/session.h"
#include "common/time.h"

namespace tradepit::cli {

/// Polls a job's status until the job has ended, and calls `seen` with each status. The pause
/// between two requests is 100 ms to 1 s and grows with the time that an answer takes. `channel` is
/// the one of `client`; it serves its watched descriptors during the pauses. @return the last
/// status. @throws Refused when there is no such job, Unreachable when query does not answer; what
/// `seen` or a watched descriptor throws.
nlohmann::ordered_json await_job(Client& client, Channel& channel, const std::string& job,
                                 const std::function<void(const nlohmann::ordered_json&)>& seen);

/// Polls an ended job with dual_write until the files that query writes for it are complete.
/// @return false when they are not complete at `until`. @throws as await_job().
bool await_files(Client& client, Channel& channel, const std::string& job, common::Instant until);

/// Shows a job's status on a progress line; finishes the line when the job has ended.
void show_progress(ProgressLine& line, const nlohmann::ordered_json& status);

/// Why no model-day of the job runs, in one line of at most 60 bytes. Empty when a model-day runs
/// or the status has no reason.
std::string waiting_text(const nlohmann::ordered_json& status);

/// Whether the job has ended. A job with a status that this program does not know counts as ended,
/// so that nobody waits for it for ever.
bool has_ended(const nlohmann::ordered_json& status);

/// The exit code for a job's status: 0 completed, 2 partial, 1 any other.
int exit_code_of(const nlohmann::ordered_json& status);

/// Prints the answer to a request that made a job: the job's id, or with --json the answer. With
/// `wait` it shows the progress until the job has ended, and --json prints the final status in
/// place of the answer. @return the exit code: 0 without `wait`, else exit_code_of() the final
/// status. @throws as await_job().
int follow_new_job(Session& session, Connection& connection, const nlohmann::ordered_json& answer,
                   bool wait);

}  // namespace tradepit::cli
