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

/// Asks for a job's status until it has ended, with a pause that follows what the answers cost.
/// `seen` gets every status. @return the last one. @throws Refused when there is no such job.
nlohmann::ordered_json await_job(Client& client, Channel& channel, const std::string& job,
                                 const std::function<void(const nlohmann::ordered_json&)>& seen);

/// Asks until the files of a job with dual_write that has ended are complete.
/// @return false when they are not at `until`.
bool await_files(Client& client, Channel& channel, const std::string& job, common::Instant until);

/// Shows a status on a line of progress.
void show_progress(ProgressLine& line, const nlohmann::ordered_json& status);

/// What keeps a job none of whose model-days run, in a few words; empty where one runs, or where
/// the status does not say.
std::string waiting_text(const nlohmann::ordered_json& status);

/// Whether a job with this status changes no more.
bool has_ended(const nlohmann::ordered_json& status);

/// 0 completed, 2 partial, 1 failed or cancelled.
int exit_code_of(const nlohmann::ordered_json& status);

/// Prints what a request that made a job was answered with: its id, or with --json the answer. With
/// `wait` it waits until the job has ended, with its progress, and --json prints the status then.
/// @return the exit code: 0, and with `wait` how the job ended.
int follow_new_job(Session& session, Connection& connection, const nlohmann::ordered_json& answer,
                   bool wait);

}  // namespace tradepit::cli
