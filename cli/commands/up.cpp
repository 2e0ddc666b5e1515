#include <cstdio>
#include <cstdlib>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/failures.h"
#include "cli/http_default.h"
#include "cli/jobs/own_pipeline.h"
#include "cli/session.h"
#include "common/process/clock.h"
#include "common/process/settings.h"

namespace tradepit::cli {

namespace {

struct UpOptions {
    PipelineOptions pipeline;
    std::string http;
    std::string tokens;
    bool insecure = false;
};

int up(Session& session, const UpOptions& options) {
    common::start_log("tradepit", session.settings.log_level);
    auto settings = pipeline_settings(session, options.pipeline);
    settings.http = http_or_default(options.http, options.insecure || !options.tokens.empty());
    settings.tokens = options.tokens;
    settings.common.endpoints.security.insecure |= options.insecure;
    settings.logs = PipelineSettings::Logs::standard_error;
    try {
        OwnPipeline own{settings, session.signals};
        const auto http = own.http_address();
        const auto& run_dir = session.settings.run_dir;
        const auto run_dir_flag =
            run_dir == common::ProgramSettings{}.run_dir ? "" : " --run-dir " + run_dir;
        std::fprintf(stderr,
                     "\nThe pipeline is ready: API on http://%s, database %s, %d workers.\n"
                     "  curl http://%s/health\n"
                     "  tradepit import prices FILE%s   prices to trade on\n"
                     "  tradepit submit CONFIG%s        a job; then tradepit leaderboard%s\n"
                     "Ctrl-C (or SIGTERM to process %d) ends it in order.\n\n",
                     http.c_str(), settings.db.c_str(), settings.workers, http.c_str(),
                     run_dir_flag.c_str(), run_dir_flag.c_str(), run_dir_flag.c_str(),
                     static_cast<int>(::getpid()));
        if (settings.deployment.is_dev())
            std::fprintf(
                stderr,
                "DEPLOYMENT_MODE is DEV: every model runs the mock agent, and the database "
                "%s.\n\n",
                settings.deployment.preserve_dev_data ? "was kept" : "was emptied");
        own.serve();
    } catch (const Stopped&) {
        std::fprintf(stderr, "The pipeline has ended.\n");
    }
    return 0;
}

}  // namespace

void declare_up(CLI::App& app, Session& session) {
    auto options = std::make_shared<UpOptions>();
    auto& command = declare_command(
        app, session, "up", "Run the whole pipeline here, in the foreground",
        "  tradepit up\n"
        "  tradepit up --run-dir /var/lib/tradepit --http 127.0.0.1:9000 --workers 8\n"
        "Programs that die are started again. SIGTERM drains and ends everything.\n"
        "Settings of single programs (tradepit-broker --help, …) reach them through the "
        "environment:\n  TRADEPIT_LEASE_MS=20000 TRADEPIT_MAX_ATTEMPTS=5 tradepit up\n"
        "or a --settings file, each under its heading: lease-ms=20000 under [broker], this "
        "command's\n"
        "own under [up].",
        [&session, options] { return up(session, *options); });
    declare_pipeline_options(command, options->pipeline);
    command
        .add_option("--http", options->http,
                    "Address and port of the HTTP API (API_PORT: the port alone)")
        ->envname("TRADEPIT_HTTP")
        ->type_name("A:P")
        ->default_str(default_http());
    command
        .add_option("--tokens", options->tokens,
                    "File of the bearer tokens that HTTP asks for, written by its owner alone")
        ->envname("TRADEPIT_TOKENS")
        ->type_name("FILE");
    command.add_flag("--insecure", options->insecure,
                     "Allow HTTP without tokens and endpoints beyond this machine: everyone on the "
                     "network may read and submit");
}

}  // namespace tradepit::cli
