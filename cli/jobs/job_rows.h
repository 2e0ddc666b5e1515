#pragma once

#include <functional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "cli/pipeline/connection.h"

namespace tradepit::cli {

using RowSink = std::function<void(const nlohmann::ordered_json&)>;

/// Every row that query gives at `path` under `name` ("results"), page after page.
/// @throws as Connection::get.
void each_row(Connection& connection, const std::string& path, const std::string& name,
              std::vector<common::Parameter> parameters, const RowSink& take);

/// The job, which has ended. @throws Refused for one that has not, and where there is none.
nlohmann::ordered_json ended_job(Connection& connection, const std::string& job);

/// The positions of the job's completed days with their holdings, by date, model and action.
void each_position(Connection& connection, const std::string& job, const RowSink& take);
/// What its models said, by date, model and step; and their tools.
void each_step(Connection& connection, const std::string& job, const RowSink& take);
void each_tool(Connection& connection, const std::string& job, const RowSink& take);

}  // namespace tradepit::cli
