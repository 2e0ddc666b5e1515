#include <algorithm>
#include <cstdint>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/display/views.h"
#include "cli/failures.h"
#include "cli/flag_checks.h"
#include "cli/jobs/job_watch.h"
#include "cli/pipeline/connection.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "common/statuses.h"
#include "common/text/json_text.h"

namespace tradepit::cli {

using Json = nlohmann::ordered_json;

namespace {

/// The most failed model-days in the table of `status`. With --json, the pages have all of them.
constexpr std::int64_t FAILURES_SHOWN_MAX = 100;

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

struct StatusOptions {
    std::string job;
    std::string limit;
    std::string cursor;
};

/// Replaces `details`, a page of model-days in `status`, by the failed model-days of that page and
/// the next ones: at most FAILURES_SHOWN_MAX. `path` is that of the request for `status`.
void keep_failures_only(Connection& connection, const std::string& path, Json& status) {
    const auto count = status["progress"].value("failed", std::int64_t{0});
    const auto wanted = static_cast<std::size_t>(std::min(count, FAILURES_SHOWN_MAX));
    auto failures = Json::array();
    auto page = status;
    while (true) {
        for (const auto& detail : page["details"])
            if (detail.value("status", "") == to_text(common::DayStatus::failed) &&
                failures.size() < wanted)
                failures.push_back(detail);
        if (failures.size() >= wanted || !page["next_cursor"].is_string()) break;
        const auto cursor = page["next_cursor"].get<std::string>();
        page = parse_answer(connection.get(path, {{"cursor", cursor}}));
    }
    status["details"] = std::move(failures);
}

int status(Session& session, const StatusOptions& options) {
    Connection connection{session};
    const auto path = "/simulate/status/" + options.job;
    std::vector<common::Parameter> parameters;
    if (!options.limit.empty()) parameters.push_back({"limit", options.limit});
    if (!options.cursor.empty()) parameters.push_back({"cursor", options.cursor});
    const auto body = connection.get(path, std::move(parameters));
    if (session.json) {
        print_line(body);
        return 0;
    }
    auto document = parse_answer(body);
    keep_failures_only(connection, path, document);
    print_text(status_text(document));
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
    auto options = std::make_shared<StatusOptions>();
    auto& command =
        declare_command(app, session, "status", "Where a job stands, and what failed in it",
                        "  tradepit status JOB\n"
                        "  tradepit status JOB --json        with every model-day, in pages",
                        [&session, options] { return status(session, *options); });
    command.add_option("JOB", options->job, "The job's id")->required();
    command.add_option("--limit", options->limit, "With --json: model-days a page [1000]")
        ->check(count_validator());
    command.add_option("--cursor", options->cursor,
                       "With --json: go on from an answer's next_cursor");
}

}  // namespace tradepit::cli
