#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/connection.h"
#include "cli/failures.h"
#include "cli/job_watch.h"
#include "cli/session.h"
#include "cli/views.h"
#include "common/json_text.h"

namespace tradepit::cli {

using Json = nlohmann::ordered_json;

namespace {

int watch(Session& session, const std::string& job) {
    Connection connection{session};
    Json last;
    ProgressLine line{"model-days"};
    try {
        const auto status =
            await_job(connection.client(), connection.channel(), job, [&](const Json& seen) {
                if (!session.json) show_progress(line, seen);
                if (session.json && seen != last) print_line(common::json_text(seen));
                last = seen;
            });
        if (!session.json) print_line(status.value("status", ""));
        return exit_code_of(status);
    } catch (const Stopped&) {
        return 0;
    }
}

int status(Session& session, const std::string& job) {
    Connection connection{session};
    const auto body = connection.get("/simulate/status/" + job);
    if (session.json)
        print_line(body);
    else
        print_text(status_text(parse_answer(body)));
    return 0;
}

}  // namespace

void declare_watch(CLI::App& app, Session& session) {
    auto job = std::make_shared<std::string>();
    auto& command = declare_command(
        app, session, "watch", "Follow a job until it has ended",
        "  tradepit watch JOB\n"
        "  tradepit watch JOB --json        one line for every change\n"
        "Exit code: 0 the job completed, 2 partial, 1 failed; 0 when stopped by a signal.",
        [&session, job] { return watch(session, *job); });
    command.add_option("JOB", *job, "The job's id")->required();
}

void declare_status(CLI::App& app, Session& session) {
    auto job = std::make_shared<std::string>();
    auto& command =
        declare_command(app, session, "status", "Where a job stands, and what failed in it",
                        "  tradepit status JOB\n  tradepit status JOB --json",
                        [&session, job] { return status(session, *job); });
    command.add_option("JOB", *job, "The job's id")->required();
}

}  // namespace tradepit::cli
