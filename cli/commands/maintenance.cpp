#include <filesystem>
#include <map>
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
#include "cli/terminal.h"
#include "common/process/clock.h"
#include "common/shapes/maintenance_tasks.h"
#include "common/shapes/shape.h"
#include "common/statuses.h"
#include "common/text/json_text.h"
#include "common/uuid.h"

/// The commands for maintenance tasks (cleanup, vacuum, backup), which the writer runs, and
/// `check`.
namespace tradepit::cli {

using Json = nlohmann::ordered_json;

namespace {

constexpr common::Duration ASK_EVERY = std::chrono::milliseconds{200};

/// The arguments of one maintenance task from the command line: for each parameter a value in the
/// map for its type.
struct TaskOptions {
    /// Sets the numbers to their defaults; CLI11 overwrites those that the user gives.
    explicit TaskOptions(const common::TaskInfo& of_task) : task{of_task} {
        for (const auto& parameter : task.parameters)
            if (common::type_of(parameter.type).kind == common::TypeKind::integer)
                counts[&parameter] = std::stoll(std::string{parameter.default_json});
    }

    /// The values as the JSON body of the request.
    [[nodiscard]] Json body() const {
        auto object = Json::object();
        for (const auto& parameter : task.parameters) {
            const std::string name{parameter.name};
            if (const auto flag = flags.find(&parameter); flag != flags.end())
                object[name] = flag->second;
            else if (const auto count = counts.find(&parameter); count != counts.end())
                object[name] = count->second;
            else if (const auto file = files.find(&parameter); file != files.end())
                // The writer's working directory may be another one, so the path is sent as
                // absolute.
                object[name] = std::filesystem::absolute(file->second).lexically_normal().string();
        }
        return object;
    }

    const common::TaskInfo& task;
    std::map<const common::Field*, bool> flags;
    std::map<const common::Field*, std::int64_t> counts;
    std::map<const common::Field*, std::string> files;
    bool wait = false;  ///< cleanup only: wait until the rows are removed
};

std::string path_of(const common::TaskInfo& task) {
    return "/maintenance/" + std::string{task.name};
}

/// Repeats the cleanup until no job is left to delete, because one request deletes a limited number
/// of jobs. From then on no answer shows the deleted jobs; the writer removes their rows later, in
/// slices. @return the last answer, but with jobs_deleted and positions_deleted summed over all
/// answers.
Json clean_up_all(Connection& connection, const TaskOptions& options) {
    const auto body = common::json_text(options.body());
    Json sum;
    while (true) {
        auto answer = connection.post(path_of(options.task), common::new_uuid(), body);
        if (!sum.is_null())
            for (const char* count : {"jobs_deleted", "positions_deleted"})
                answer[count] =
                    answer.value(count, std::int64_t{0}) + sum.value(count, std::int64_t{0});
        sum = std::move(answer);
        if (!sum.value("more", false)) return sum;
    }
}

/// Waits until the writer has removed every row of the jobs that were cleaned up.
void await_purge(Connection& connection) {
    ProgressLine line{"positions removed"};
    std::int64_t total = 0;  // the most that were left in any answer
    while (true) {
        const auto state = parse_answer(connection.get("/maintenance", {{"limit", "1"}}));
        const auto left = state.value("positions_to_purge", std::int64_t{0});
        total = std::max(total, left);
        if (state.value("jobs_to_purge", std::int64_t{0}) == 0)
            return line.finish(total, total, common::steady_now());
        line.show(total - left, total, common::steady_now());
        connection.channel().serve_until(common::steady_now() + ASK_EVERY);
    }
}

int cleanup(Session& session, const TaskOptions& options) {
    Connection connection{session};
    const auto answer = clean_up_all(connection, options);
    if (options.wait) await_purge(connection);
    if (session.json) {
        print_line(common::json_text(answer));
        return 0;
    }
    print_text(fmt::format("deleted: {} jobs that ended before {}, with {} positions\n",
                           grouped(answer.value("jobs_deleted", std::int64_t{0})),
                           answer.value("cutoff_date", ""),
                           grouped(answer.value("positions_deleted", std::int64_t{0}))));
    for (const auto& kept : answer.value("kept", Json::array()))
        print_error("kept: job " + kept.value("job_id", "") + ", because job " +
                    kept.value("successor", "") + " continues it\n");
    return 0;
}

/// Shows the progress of a task until it has ended. @return the ended task.
Json follow_task(Connection& connection, const Json& begun, const std::string& label) {
    const auto path = "/maintenance/tasks/" + std::to_string(begun.value("task", std::int64_t{0}));
    ProgressLine line{label};
    while (true) {
        auto task = parse_answer(connection.get(path));
        const auto done = task.value("done", std::int64_t{0});
        const auto total = task.value("total", std::int64_t{0});
        if (task.value("state", "") != to_text(common::MaintenanceState::running)) return task;
        if (total > 0) line.show(done, total, common::steady_now());
        connection.channel().serve_until(common::steady_now() + ASK_EVERY);
    }
}

/// Prints how a task ended: `text` for people when it is done, the task as JSON with --json, the
/// error of a failed one. @return the exit code.
int print_end(const Session& session, const Json& task, const std::string& text) {
    const bool done = task.value("state", "") == to_text(common::MaintenanceState::done);
    const auto result = task.value("result", Json::object());
    if (session.json)
        print_line(common::json_text(task));
    else if (done)
        print_text(text + "\n");
    if (!done) print_error("tradepit: " + result.value("error", "it failed") + "\n");
    return done ? 0 : 1;
}

std::string vacuum_text(const Json& result) {
    return fmt::format("{} of {} pages given back",
                       grouped(result.value("pages_freed", std::int64_t{0})),
                       grouped(result.value("pages_before", std::int64_t{0})));
}

std::string backup_text(const Json& result) {
    return fmt::format("{}: {} bytes, checked", result.value("file", ""),
                       grouped(result.value("bytes", std::int64_t{0})));
}

/// The result of a task as a sentence for people; as JSON for a task that has no sentence here.
std::string result_text(const common::TaskInfo& task, const Json& result) {
    if (&task == &common::VACUUM_TASK) return vacuum_text(result);
    if (&task == &common::BACKUP_TASK) return backup_text(result);
    return common::json_text(result);
}

/// Starts a task, and follows it to its end when it still runs after the answer. @return the exit
/// code.
int run_task(Session& session, const TaskOptions& options) {
    if (&options.task == &common::CLEANUP_TASK) return cleanup(session, options);
    Connection connection{session};
    auto task = connection.post(path_of(options.task), common::new_uuid(),
                                common::json_text(options.body()));
    if (task.value("state", "") == to_text(common::MaintenanceState::running))
        task = follow_task(connection, task,
                           fmt::format("{}, {}", options.task.name, options.task.unit));
    const auto result = task.value("result", Json::object());
    return print_end(session, task, result_text(options.task, result));
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
        print_text(fault.get<std::string>() + "\n");
    for (const auto& orphan : answer.value("foreign_keys", Json::array()))
        print_text(fmt::format("a row of table {} refers to a missing row of table {}\n",
                               orphan.value("table", ""), orphan.value("parent", "")));
    return sound ? 0 : 1;
}

/// Adds the flag or positional argument for a parameter, whose value goes into `options`.
void declare_parameter(CLI::App& command, const common::Field& parameter, TaskOptions& options) {
    // "--days", or the name of a positional argument.
    const std::string option{parameter.flag};
    const std::string help{parameter.help};
    const auto kind = common::type_of(parameter.type).kind;
    if (kind == common::TypeKind::boolean)
        command.add_flag(option, options.flags[&parameter], help);
    else if (kind == common::TypeKind::integer)
        command.add_option(option, options.counts[&parameter], help)
            ->capture_default_str()
            ->check(CLI::Range(parameter.minimum.value(), parameter.maximum.value()));
    else
        command.add_option(option, options.files[&parameter], help)->required(parameter.required);
}

void declare_task(CLI::App& app, Session& session, const common::TaskInfo& task) {
    auto options = std::make_shared<TaskOptions>(task);
    auto& command = declare_command(app, session, std::string{task.name},
                                    std::string{task.description}, std::string{task.help},
                                    [&session, options] { return run_task(session, *options); });
    for (const auto& parameter : task.parameters) declare_parameter(command, parameter, *options);
    if (&task == &common::CLEANUP_TASK)
        command.add_flag("--wait", options->wait, "Wait until the last row is removed");
}

}  // namespace

void declare_maintenance(CLI::App& app, Session& session) {
    for (const auto* task : common::MAINTENANCE_TASKS) declare_task(app, session, *task);
    declare_command(app, session, "check", "Read the whole database and say whether it is sound",
                    "  tradepit check\n  tradepit check --json\n"
                    "Exit code: 0 sound, 1 it is not, and what is wrong.",
                    [&session] { return check(session); });
}

}  // namespace tradepit::cli
