#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace CLI {
class App;
}

namespace tradepit::cli {

/// What the command line says about a job beside its config.
struct JobOptions {
    std::vector<std::string> models;
    std::vector<std::string> dates;
    std::string start;
    std::string end;
    bool replace = false;
    bool resume = false;
    std::string market;
    /// The job's settings that were given, by the names of their fields, each as JSON. The config
    /// decides those that are not here.
    std::map<std::string, std::string> settings;
};

/// Declares an option for each field of the shape JobSettings.
void declare_settings(CLI::App& command, std::map<std::string, std::string>& settings);
void add_settings(nlohmann::json& body, const std::map<std::string, std::string>& settings);

void declare_job_options(CLI::App& command, JobOptions& options);

/// Adds the options to the body of POST /simulate/trigger, in its two forms: `date_range` with
/// --dates (or nothing: the config's), start_date and end_date with --start and --end.
/// @throws UsageError for dates that are none, or that contradict each other.
void add_options(nlohmann::json& body, const JobOptions& options);

}  // namespace tradepit::cli
