#include "query/server_settings.h"

#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include "common/process/http_address.h"
#include "common/process/program_folder.h"
#include "common/process/set_up_fault.h"

namespace tradepit::query {

namespace {

/// The names that common::parse_hosts() or common::parse_origins() has read.
std::vector<std::string> names_of(std::string_view option,
                                  std::variant<std::vector<std::string>, std::string> read) {
    if (const auto* fault = std::get_if<std::string>(&read))
        throw CLI::ParseError(std::string{option} + " " + *fault, CLI::ExitCodes::ValidationError);
    return std::get<std::vector<std::string>>(std::move(read));
}

}  // namespace

void declare_settings(CLI::App& app, ServerSettings& settings) {
    common::declare_settings(app, settings.program);
    common::declare_setting(app, "db", settings.database,
                            "The database (default: results.db in the run folder, in dev mode "
                            "results_dev.db)");
    common::declare_setting(app, "config-dir", settings.config_dir,
                            "Folder of configs and markets.json");
    common::declare_setting(app, "dual-write-dir", settings.dual_write_dir,
                            "Folder of what jobs with dual_write write as they go (default: "
                            "records in the run folder)");
    common::declare_setting(app, "http", settings.http, "Address to serve HTTP at, as A:P");
    common::declare_setting(
        app, "tokens", settings.tokens,
        "File of the bearer tokens that HTTP asks for, written by its owner alone");
    common::declare_setting(app, "allowed-hosts", settings.allowed_hosts,
                            "Names that the field Host may have on loopback, beside those of this "
                            "machine; commas between");
    common::declare_setting(app, "allowed-origins", settings.allowed_origins,
                            "Origins whose pages may read answers and submit; commas between");
    app.add_option("--api-port", settings.api_port,
                   "Port to serve HTTP at on 127.0.0.1, where --http is not given")
        ->envname("API_PORT")
        ->check(CLI::Range(0, 65'535));
    common::declare_setting(app, "http-threads", settings.http_threads, "Threads for HTTP");
    app.get_option("--http-threads")->check(CLI::Range(1, 256));
    app.add_option("--max-simulation-days", settings.max_simulation_days,
                   "Days that one job may have; 0: any number")
        ->envname("MAX_SIMULATION_DAYS")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    common::declare_deployment(app, settings.deployment);
    app.parse_complete_callback([&settings] {
        settings.access = {
            names_of("--allowed-hosts", common::parse_hosts(settings.allowed_hosts)),
            names_of("--allowed-origins", common::parse_origins(settings.allowed_origins))};
        try {
            const bool guarded =
                settings.program.endpoints.security.insecure || !settings.tokens.empty();
            settings.http = common::checked_http(settings.http, settings.api_port, guarded);
        } catch (const std::invalid_argument& error) {
            throw CLI::ParseError(error.what(), CLI::ExitCodes::ValidationError);
        }
    });
}

ServerSettings completed(ServerSettings settings) {
    if (settings.database.empty())
        settings.database = (std::filesystem::path{settings.program.run_dir} /
                             common::default_database(settings.deployment))
                                .string();
    if (settings.dual_write_dir.empty())
        settings.dual_write_dir =
            (std::filesystem::path{settings.program.run_dir} / "records").string();
    // The default may be missing: a request can bring its config with it.
    const auto default_dir = common::default_config_dir();
    if (settings.config_dir.empty()) settings.config_dir = default_dir;
    if (settings.config_dir != default_dir && !std::filesystem::is_directory(settings.config_dir))
        throw common::SetUpFault("--config-dir " + settings.config_dir +
                                 ": there is no such folder");
    return settings;
}

}  // namespace tradepit::query
