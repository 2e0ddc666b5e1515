#pragma once

#include <cstdint>
#include <string>

#include "common/process/deployment.h"
#include "common/process/settings.h"

namespace tradepit::query {

/// The settings of tradepit-query.
struct ServerSettings {
    common::ProgramSettings program;
    std::string database;        ///< empty: results.db in the run folder
    std::string config_dir;      ///< empty: default_config_dir()
    std::string dual_write_dir;  ///< empty: records in the run folder
    std::string http;            ///< "A:P"; empty: none
    int api_port = -1;           ///< of 127.0.0.1, where `http` is empty; -1: none
    int http_threads = 2;
    std::int64_t max_simulation_days = 0;  ///< 0: any number
    common::Deployment deployment;
    std::string tokens;  ///< file of bearer tokens; empty: none are asked for
};

/// Declares them on `app`, each as flag, environment variable and file key, and what holds between
/// them.
void declare_settings(CLI::App& app, ServerSettings& settings);

/// With the defaults filled in that depend on others.
[[nodiscard]] ServerSettings completed(ServerSettings settings);

}  // namespace tradepit::query
