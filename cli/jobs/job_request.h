#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace CLI {
class App;
}

namespace tradepit::cli {

/// The flags about a job. An empty one leaves the config's value.
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

/// Declares an option for each field of the shape JobSettings. `settings` must live as long as the
/// command.
void declare_settings(CLI::App& command, std::map<std::string, std::string>& settings);
/// Adds them to the body of a request.
void add_settings(nlohmann::json& body, const std::map<std::string, std::string>& settings);

/// Adds the flags to a command. `options` must live as long as the command.
void declare_job_options(CLI::App& command, JobOptions& options);

/// Adds the options to the body of POST /simulate/trigger. --dates becomes date_range; --start and
/// --end become start_date and end_date; --resume sends start_date as null. Without any of them the
/// config's dates hold.
/// @throws UsageError for invalid dates and for flags that exclude each other.
void add_options(nlohmann::json& body, const JobOptions& options);

}  // namespace tradepit::cli
