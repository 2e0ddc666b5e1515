#pragma once

#include <cstdint>
#include <string>

#include "common/http/http_access.h"
#include "common/process/deployment.h"
#include "common/process/settings.h"

namespace tradepit::query {

/// The settings of tradepit-query.
struct ServerSettings {
    common::ProgramSettings program;
    std::string database;    ///< empty: results.db (in dev mode results_dev.db) in the run folder
    std::string config_dir;  ///< empty: common::default_config_dir()
    std::string dual_write_dir;  ///< folder of the mirror; empty: "records" in the run folder
    /// "ADDRESS:PORT", as checked_http() makes it of --http and --api-port; empty: no HTTP.
    std::string http;
    int api_port = -1;  ///< --api-port: a port on 127.0.0.1; -1: not given
    int http_threads = 2;
    std::int64_t max_simulation_days = 0;  ///< the most days of one job; 0: no limit
    common::Deployment deployment;
    std::string tokens;           ///< file of bearer tokens; empty: no token is required
    std::string allowed_hosts;    ///< as parse_hosts() reads it
    std::string allowed_origins;  ///< as parse_origins() reads it
    common::HttpAccess access;    ///< after the parsing: the two lists
};

/// Declares the settings on `app`. When `app` has parsed its arguments, `settings.http` is the
/// address that follows from --http and --api-port, and `settings.access` has the names of
/// --allowed-hosts and --allowed-origins. For an address that common::checked_http() refuses, and
/// for a wrong name, the parsing throws CLI::ParseError. `app` and `settings` must outlive the
/// parsing.
void declare_settings(CLI::App& app, ServerSettings& settings);

/// The settings with the defaults of database, dual_write_dir and config_dir filled in, which
/// depend on other settings. @throws common::SetUpFault when config_dir is neither the default nor
/// a folder.
[[nodiscard]] ServerSettings completed(ServerSettings settings);

}  // namespace tradepit::query
