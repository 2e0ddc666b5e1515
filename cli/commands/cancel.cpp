#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/jobs/job_watch.h"
#include "cli/pipeline/connection.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "common/text/json_text.h"
#include "common/uuid.h"

namespace tradepit::cli {

namespace {

/// The options of `cancel` and `retry`.
struct CancelOrRetryOptions {
    std::string job;
    std::string key;    ///< of --key; empty: a new random one is used
    bool wait = false;  ///< only `retry` has it

    [[nodiscard]] std::string request_key() const { return key.empty() ? common::new_uuid() : key; }
};

int cancel(Session& session, const CancelOrRetryOptions& options) {
    Connection connection{session};
    const auto answer = connection.post("/simulate/cancel/" + options.job, options.request_key());
    if (session.json)
        print_line(common::json_text(answer));
    else
        print_text(answer.value("message", "cancelled") + "\n");
    return 0;
}

int retry(Session& session, const CancelOrRetryOptions& options) {
    Connection connection{session};
    const auto answer = connection.post("/simulate/retry/" + options.job, options.request_key());
    return follow_new_job(session, connection, answer, options.wait);
}

void declare_job_and_key(CLI::App& command, CancelOrRetryOptions& options, const char* key_help) {
    command.add_option("JOB", options.job, "The job's id")->required();
    command.add_option("--key", options.key, key_help);
}

}  // namespace

void declare_cancel(CLI::App& app, Session& session) {
    auto options = std::make_shared<CancelOrRetryOptions>();
    auto& command = declare_command(
        app, session, "cancel", "End a job: what runs is stopped, what waits will not run",
        "  tradepit cancel JOB\n"
        "  tradepit cancel JOB --json        with the counts of its model-days\n"
        "Days that have completed stay; tradepit retry runs the others in a new job.\n"
        "Exit code: 0 cancelled, 1 refused: no such job, it has ended, or is cancelled already.",
        [&session, options] { return cancel(session, *options); });
    declare_job_and_key(
        command, *options,
        "The key of the request: repeating it repeats the answer [a new random one]");
}

void declare_retry(CLI::App& app, Session& session) {
    auto options = std::make_shared<CancelOrRetryOptions>();
    auto& command = declare_command(
        app, session, "retry",
        "Run a job's failed and cancelled days again, and what follows them, in a new job",
        "  tradepit retry JOB\n"
        "  tradepit retry JOB --wait\n"
        "  tradepit retry JOB --json        with the model-days and the models left out\n"
        "Each model goes on from its last completed close before them, on the same prices.\n"
        "Exit code: 0 submitted, 1 refused: the job has not ended, another goes on from it, or\n"
        "nothing in it failed or was cancelled. With --wait: 0 completed, 2 partial, 1 failed.",
        [&session, options] { return retry(session, *options); });
    declare_job_and_key(
        command, *options,
        "The key of the request: repeating it makes no second job [a new random one]");
    command.add_flag("--wait", options->wait, "Wait until the new job has ended");
}

}  // namespace tradepit::cli
