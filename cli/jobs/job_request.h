#pragma once

#include <cstdint>
#include <optional>
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
    std::string label;
    std::string order;
    std::optional<int> priority;
    std::optional<bool> dual_write;
};

/// Adds the flags to a command. `options` must live as long as the command.
void declare_job_options(CLI::App& command, JobOptions& options);

/// Adds the options to the body of POST /simulate/trigger. --dates becomes date_range; --start and
/// --end become start_date and end_date; --resume sends start_date as null. Without any of them the
/// config's dates hold.
/// @throws UsageError for invalid dates and for flags that exclude each other.
void add_options(nlohmann::json& body, const JobOptions& options);

}  // namespace tradepit::cli
