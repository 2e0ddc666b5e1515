#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace CLI {
class App;
}

namespace tradepit::cli {

/// The values of the flags that describe a job. What is empty or false is not sent, so the config
/// or the default holds.
struct JobOptions {
    std::vector<std::string> models;
    std::vector<std::string> dates;  ///< single dates, which need not be consecutive
    std::string start;
    std::string end;
    bool replace = false;  ///< run days again that are completed already
    bool resume = false;   ///< continue from each model's last completed day
    std::string market;
    /// The job's settings that were given as flags: by the name of the field its value as JSON
    /// text.
    std::map<std::string, std::string> settings;
};

/// Declares a flag for each field of the shape JobSettings (common/shapes) that names one. The
/// values are stored in `settings`, as in JobOptions::settings. `settings` must live as long as the
/// command.
void declare_settings(CLI::App& command, std::map<std::string, std::string>& settings);
/// Adds the fields in `settings` to the body of a request.
void add_settings(nlohmann::json& body, const std::map<std::string, std::string>& settings);

/// Declares the flags of JobOptions, with those of declare_settings(). `options` must live as long
/// as the command.
void declare_job_options(CLI::App& command, JobOptions& options);

/// Adds the options to the body of POST /simulate/trigger. --dates becomes date_range; --start and
/// --end become start_date and end_date; --resume makes start_date null. Without any of these flags
/// the body has no dates, and query takes the config's.
/// @throws UsageError for an invalid date, for flags that exclude each other, and when --start or
/// --end is missing beside a flag that needs it.
void add_options(nlohmann::json& body, const JobOptions& options);

}  // namespace tradepit::cli
