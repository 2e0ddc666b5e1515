#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/config_folder.h"
#include "cli/jobs/job_request.h"
#include "cli/jobs/job_watch.h"
#include "cli/pipeline/connection.h"
#include "cli/session.h"
#include "common/uuid.h"

namespace tradepit::cli {

using nlohmann::json;

namespace {

struct SubmitOptions {
    JobOptions job;
    std::string config;
    std::string key;
    bool wait = false;
};

int submit(Session& session, const SubmitOptions& options) {
    json body{{"config", read_config(options.config, session.config_dir)}};
    add_options(body, options.job);
    Connection connection{session};
    const auto answer =
        connection.submit(body, options.key.empty() ? common::new_uuid() : options.key);
    return follow_new_job(session, connection, answer, options.wait);
}

}  // namespace

void declare_submit(CLI::App& app, Session& session) {
    auto options = std::make_shared<SubmitOptions>();
    auto& command = declare_command(
        app, session, "submit", "Give a running pipeline a job, and print its id",
        "  tradepit submit default_config.json --market us-daily --wait\n"
        "  tradepit submit my.json --models a,b --dates 2025-10-01,2025-10-02 --label try\n"
        "  tradepit submit my.json --start 2025-10-01 --end 2025-10-29 --json\n"
        "With --wait the exit code says how the job ended: 0 completed, 2 partial, 1 failed.",
        [&session, options] { return submit(session, *options); });
    command
        .add_option("CONFIG", options->config, "A config: a path, or a name in the config folder")
        ->required();
    declare_job_options(command, options->job);
    command.add_option(
        "--key", options->key,
        "The key of the request: repeating it makes no second job [a new random one]");
    command.add_flag("--wait", options->wait,
                     "Show the progress, and wait until the job has ended");
}

}  // namespace tradepit::cli
