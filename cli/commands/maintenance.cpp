#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "cli/display/progress_line.h"
#include "cli/display/table.h"
#include "cli/display/views.h"
#include "cli/failures.h"
#include "cli/pipeline/connection.h"
#include "cli/session.h"
#include "common/process/clock.h"
#include "common/shapes/shape.h"
#include "common/statuses.h"
#include "common/text/json_text.h"
#include "common/uuid.h"

/// Commands that look after the database itself, through the writer.
namespace tradepit::cli {

using Json = nlohmann::ordered_json;

namespace {

constexpr common::Instant ASK_EVERY = std::chrono::milliseconds{200};

struct CleanupOptions {
    std::int64_t days = 0;
    bool wait = false;
};

/// A cleanup hides a limited number of jobs at once and says when there are more.
Json clean_up_all(Connection& connection, std::int64_t days) {
    const auto body = common::json_text(Json{{"days", days}});
    Json sum;
    while (true) {
        auto answer = connection.post("/maintenance/cleanup", common::new_uuid(), body);
        if (!sum.is_null())
            for (const char* count : {"jobs_deleted", "positions_deleted"})
                answer[count] =
                    answer.value(count, std::int64_t{0}) + sum.value(count, std::int64_t{0});
        sum = std::move(answer);
        if (!sum.value("more", false)) return sum;
    }
}

/// Until no row is left of what was cleaned up.
void await_purge(Connection& connection) {
    ProgressLine line{"positions removed"};
    std::int64_t most = 0;
    while (true) {
        const auto state = parse_answer(connection.get("/maintenance", {{"limit", "1"}}));
        const auto left = state.value("positions_to_purge", std::int64_t{0});
        most = std::max(most, left);
        if (state.value("jobs_to_purge", std::int64_t{0}) == 0)
            return line.finish(most, most, common::steady_now());
        line.show(most - left, most, common::steady_now());
        connection.channel().serve_until(common::steady_now() + ASK_EVERY);
    }
}

int cleanup(Session& session, const CleanupOptions& options) {
    Connection connection{session};
    const auto answer = clean_up_all(connection, options.days);
    if (options.wait) await_purge(connection);
    if (session.json) {
        print_line(common::json_text(answer));
        return 0;
    }
    print_line(fmt::format("{} jobs with {} positions that ended before {} are gone",
                           grouped(answer.value("jobs_deleted", std::int64_t{0})),
                           grouped(answer.value("positions_deleted", std::int64_t{0})),
                           answer.value("cutoff_date", "")));
    for (const auto& kept : answer.value("kept", Json::array()))
        std::fprintf(stderr, "kept: job %s, which job %s goes on from\n",
                     kept.value("job_id", "").c_str(), kept.value("successor", "").c_str());
    return 0;
}

/// Follows a chore to its end. @return the chore as it ended.
Json follow(Connection& connection, const Json& begun, const char* label) {
    const auto path =
        "/maintenance/chores/" + std::to_string(begun.value("chore", std::int64_t{0}));
    ProgressLine line{label};
    while (true) {
        auto chore = parse_answer(connection.get(path));
        const auto done = chore.value("done", std::int64_t{0});
        const auto total = chore.value("total", std::int64_t{0});
        if (chore.value("state", "") != to_text(common::MaintenanceState::running)) return chore;
        if (total > 0) line.show(done, total, common::steady_now());
        connection.channel().serve_until(common::steady_now() + ASK_EVERY);
    }
}

int conclude(const Session& session, const Json& chore, const std::string& text) {
    const bool done = chore.value("state", "") == to_text(common::MaintenanceState::done);
    const auto result = chore.value("result", Json::object());
    if (session.json)
        print_line(common::json_text(chore));
    else if (done)
        print_line(text);
    if (!done) std::fprintf(stderr, "tradepit: %s\n", result.value("error", "it failed").c_str());
    return done ? 0 : 1;
}

int vacuum(Session& session, bool full) {
    Connection connection{session};
    const auto begun = connection.post("/maintenance/vacuum", common::new_uuid(),
                                       common::json_text(Json{{"full", full}}));
    const auto chore = follow(connection, begun, "vacuum, pages");
    const auto result = chore.value("result", Json::object());
    return conclude(session, chore,
                    fmt::format("{} of {} pages given back",
                                grouped(result.value("pages_freed", std::int64_t{0})),
                                grouped(result.value("pages_before", std::int64_t{0}))));
}

struct BackupOptions {
    std::string file;
    bool force = false;
};

int backup(Session& session, const BackupOptions& options) {
    Connection connection{session};
    // The writer has another working folder.
    const auto file = std::filesystem::absolute(options.file).lexically_normal().string();
    const auto begun =
        connection.post("/maintenance/backup", common::new_uuid(),
                        common::json_text(Json{{"file", file}, {"force", options.force}}));
    const auto chore = follow(connection, begun, "backup, pages");
    const auto result = chore.value("result", Json::object());
    return conclude(session, chore,
                    fmt::format("{}: {} bytes, checked", file,
                                grouped(result.value("bytes", std::int64_t{0}))));
}

int check(Session& session) {
    Connection connection{session};
    const auto body = connection.get("/check");
    const auto answer = parse_answer(body);
    const bool sound = answer.value("sound", false);
    if (session.json) {
        print_line(body);
        return sound ? 0 : 1;
    }
    if (sound) print_line("the database is sound");
    for (const auto& fault : answer.value("integrity", Json::array()))
        print_line(fault.get<std::string>());
    for (const auto& orphan : answer.value("foreign_keys", Json::array()))
        print_line(fmt::format("a row of {} without its row of {}", orphan.value("table", ""),
                               orphan.value("parent", "")));
    return sound ? 0 : 1;
}

void declare_cleanup(CLI::App& app, Session& session) {
    auto options = std::make_shared<CleanupOptions>();
    auto& command = declare_command(
        app, session, "cleanup", "Delete jobs that ended long ago, with everything of theirs",
        "  tradepit cleanup --days 90\n"
        "  tradepit cleanup --days 30 --wait --json\n"
        "They are gone for everybody when this returns; their rows are removed by and by, and\n"
        "tradepit vacuum gives the room back. Jobs that are open, and jobs that another one goes\n"
        "on from, stay. Exit code: 0, also when there was nothing to delete.",
        [&session, options] { return cleanup(session, *options); });
    const auto& days = *common::field_named(common::shape_named("Cleanup"), "days");
    options->days = std::stoll(std::string{days.unset});
    command.add_option(std::string{days.flag}, options->days, std::string{days.help})
        ->capture_default_str()
        ->check(CLI::Range(days.minimum.value(), days.maximum.value()));
    command.add_flag("--wait", options->wait, "Wait until the last row is removed");
}

void declare_vacuum(CLI::App& app, Session& session) {
    auto full = std::make_shared<bool>(false);
    auto& command = declare_command(
        app, session, "vacuum", "Give the database's free pages back to the file system",
        "  tradepit vacuum              while jobs run, a little at a time\n"
        "  tradepit vacuum --full       the whole file anew; nothing is written meanwhile\n"
        "Exit code: 0 done, 1 refused or failed: with --full, a job is open; other maintenance\n"
        "is under way.",
        [&session, full] { return vacuum(session, *full); });
    command.add_flag("--full", *full, "Make the whole file anew, while no job is open");
}

void declare_backup(CLI::App& app, Session& session) {
    auto options = std::make_shared<BackupOptions>();
    auto& command = declare_command(
        app, session, "backup", "Copy the database while it is in use",
        "  tradepit backup /var/backups/results.db\n"
        "  tradepit backup results-today.db --force --json\n"
        "The copy is what was committed when it began, in one file, checked and forced to the\n"
        "disk before it has its name; tradepit up --db FILE runs on it. It is made by the writer,\n"
        "on the writer's machine.\n"
        "Exit code: 0 there, 1 refused or failed: other maintenance is under way. 64: there is\n"
        "such a file already, or no such folder.",
        [&session, options] { return backup(session, *options); });
    command.add_option("FILE", options->file, "Where the copy is to be")->required();
    command.add_flag("--force", options->force, "Replace a file of that name");
}

}  // namespace

void declare_maintenance(CLI::App& app, Session& session) {
    declare_cleanup(app, session);
    declare_vacuum(app, session);
    declare_backup(app, session);
    declare_command(app, session, "check", "Read the whole database and say whether it is sound",
                    "  tradepit check\n  tradepit check --json\n"
                    "Exit code: 0 sound, 1 it is not, and what is wrong.",
                    [&session] { return check(session); });
}

}  // namespace tradepit::cli
