#pragma once

#include <functional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "cli/pipeline/connection.h"

namespace tradepit::cli {

/// A function that is called with each row of an answer.
using RowSink = std::function<void(const nlohmann::ordered_json&)>;

/// Calls `take` with every row of a list that GET `path` answers in pages. `name` is the field of
/// the answer that has the list: "results".
/// @throws as Connection::get().
void each_row(Connection& connection, const std::string& path, const std::string& name,
              std::vector<common::Parameter> parameters, const RowSink& take);

/// The answer to GET /jobs/{id}, with the details of only one model-day. @throws Refused when the
/// job does not exist or has not ended; also as Connection::get().
nlohmann::ordered_json status_of_ended_job(Connection& connection, const std::string& job);

// Each of these calls `take` with every row of a job, and throws as Connection::get().

/// The positions of the job's completed model-days, each with its holdings, in the order of date,
/// model and action.
void each_completed_position(Connection& connection, const std::string& job, const RowSink& take);
/// The reasoning steps of the job, in the order of date, model and step.
void each_reasoning_step(Connection& connection, const std::string& job, const RowSink& take);
/// The tool usage of the job, in the order of date, model and tool.
void each_tool_usage(Connection& connection, const std::string& job, const RowSink& take);

}  // namespace tradepit::cli
