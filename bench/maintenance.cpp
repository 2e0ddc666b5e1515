#include "bench/maintenance.h"

#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "bench/load/feed.h"
#include "bench/load/maintenance_client.h"
#include "bench/load/stored_load.h"
#include "common/process/clock.h"
#include "common/shapes/maintenance_tasks.h"

namespace tradepit::bench {

namespace {

namespace fs = std::filesystem;
using common::Duration;
using common::Instant;
using common::steady_now;

/// Bytes of free pages after each job of the file, for the vacuum to give back: about the size of a
/// job. The feed has filled half of them when the vacuum begins.
constexpr std::size_t FREE_BYTES_A_JOB = 2 << 20;

double seconds(Duration span) { return std::chrono::duration<double>(span).count(); }

common::RunMaintenance request_for(const common::TaskInfo& task, const nlohmann::json& arguments) {
    return {.key = {},
            .request_hash = {},
            .task = std::string{task.name},
            .arguments = arguments.dump()};
}

/// A task and its times. `figures.before` and `figures.during` are set once the feed has ended.
struct TimedTask {
    TaskFigures figures;
    Instant load_only_from{};  ///< when the load began to run without another task
    Instant from{};            ///< when the task was requested
    Instant to{};              ///< when the task was done
};

/// Runs maintenance tasks while the feed loads the writer, and measures them.
class TasksUnderLoad {
public:
    TasksUnderLoad(MaintenanceClient& client, const Feed& feed, Progress& progress,
                   std::size_t load_only_seconds)
        : client_(client),
          feed_(feed),
          progress_(progress),
          load_only_seconds_(load_only_seconds) {}

    /// Removes the old jobs, with as many cleanups as that takes.
    void clean_up() {
        TimedTask& timed = begin("cleanup", "positions");
        for (bool more = true; more;) {
            // Only the old jobs ended more than a day ago.
            const auto answer = client_.ask(request_for(common::CLEANUP_TASK, {{"days", 1}}));
            timed.figures.amount += answer.at("positions_deleted").get<double>();
            more = answer.at("more").get<bool>();
            timed.figures.answer_seconds = seconds(steady_now() - timed.from);
        }
        client_.await_purges();
        end(timed);
    }

    void vacuum() {
        TimedTask& timed = begin("vacuum", "MB");
        const auto task =
            request_task(timed, request_for(common::VACUUM_TASK, nlohmann::json::object()));
        client_.await_end(task);
        end(timed);
        const auto pages = client_.number(fmt::format(
            "SELECT json_extract(result, '$.pages_freed') FROM maintenance_tasks WHERE task = {}",
            task));
        timed.figures.amount =
            static_cast<double>(pages * client_.number("PRAGMA page_size")) / 1e6;
    }

    /// @return the positions that were acknowledged before the backup began. The backup must have
    /// them.
    std::size_t back_up(const fs::path& file) {
        TimedTask& timed = begin("backup", "MB");
        const std::size_t acknowledged = feed_.log().positions();
        client_.await_end(
            request_task(timed, request_for(common::BACKUP_TASK, {{"file", file.string()}})));
        end(timed);
        timed.figures.amount = static_cast<double>(fs::file_size(file)) / 1e6;
        return acknowledged;
    }

    /// Moves out the figures of all tasks. To be called once, after the feed has ended.
    std::vector<TaskFigures> take_figures() {
        const auto& batches = feed_.log().batches();
        std::vector<TaskFigures> all;
        for (TimedTask& timed : timed_) {
            timed.figures.before = load_between(batches, timed.load_only_from, timed.from);
            timed.figures.during = load_between(batches, timed.from, timed.to);
            all.push_back(std::move(timed.figures));
        }
        return all;
    }

private:
    /// Lets the load run alone for load_only_seconds, and then starts the time of the task. The
    /// reference is valid until the next call.
    TimedTask& begin(const char* name, const char* unit) {
        TimedTask& timed = timed_.emplace_back();
        timed.figures.name = name;
        timed.figures.unit = unit;
        progress_.begin(fmt::format("the load alone, before the {}", name));
        timed.load_only_from = steady_now();
        client_.wait(std::chrono::seconds{load_only_seconds_});
        progress_.begin(fmt::format("{} while the writer works", name));
        timed.from = steady_now();
        return timed;
    }
    /// Sends the command, and notes when it is answered. @return the number of the task that the
    /// writer has begun.
    std::int64_t request_task(TimedTask& timed, common::RunMaintenance request) {
        const auto answer = client_.ask(std::move(request));
        timed.figures.answer_seconds = seconds(steady_now() - timed.from);
        return answer.at("task").get<std::int64_t>();
    }
    /// Ends the time of the task.
    static void end(TimedTask& timed) {
        timed.to = steady_now();
        timed.figures.seconds = seconds(timed.to - timed.from);
    }

    MaintenanceClient& client_;
    const Feed& feed_;
    Progress& progress_;
    std::size_t load_only_seconds_;
    std::vector<TimedTask> timed_;
};

/// The faults of the file, then those of its backup.
std::vector<std::string> faults_of_both(const fs::path& file, const fs::path& backup,
                                        const StoredLoad& in_file, const StoredLoad& in_backup,
                                        Progress& progress) {
    progress.begin("looking at the file and its backup");
    auto faults = faults_of(file, in_file);
    progress.check();
    for (auto& fault : faults_of(backup, in_backup)) faults.push_back(std::move(fault));
    return faults;
}

}  // namespace

MaintenanceFigures measure_maintenance(MaintenanceSettings settings, Progress& progress) {
    settings.size.old_jobs = settings.size.jobs / 2;
    settings.size.free_bytes = FREE_BYTES_A_JOB;
    MaintenanceFigures result;
    result.positions = settings.size.positions();
    const fs::path& folder = settings.writer.folder;
    const fs::path file = make_empty_file(settings.writer, progress);
    load_large_file(file, settings.size, progress);
    result.megabytes = static_cast<double>(fs::file_size(file)) / 1e6;
    const fs::path backup = folder / "backup.db";
    const std::string endpoint = "ipc://" + (folder / "events").string();

    Program writer(settings.writer.programs / "tradepit-writer",
                   {"--run-dir", folder.string(), "--db", file.string()}, folder / "writer.log");
    Feed feed(endpoint, writer, Feed::FIRST_JOB);
    progress.begin("the writer alone");
    feed.measure_full_rate();  // not measured: the caches are still cold
    result.writer_alone = feed.measure_full_rate();
    MaintenanceClient client(endpoint, file, feed, progress);
    feed.start(result.writer_alone / 2);
    TasksUnderLoad tasks(client, feed, progress, settings.load_only_seconds);
    tasks.vacuum();  // before the cleanup, whose free pages the load would use up
    tasks.clean_up();
    const std::size_t before_backup = tasks.back_up(backup);
    progress.begin("ending the load");
    feed.stop();
    writer.stop();

    result.tasks = tasks.take_figures();
    result.acknowledged = feed.log().positions();
    const std::size_t staying_positions =
        result.positions / settings.size.jobs * (settings.size.jobs - settings.size.old_jobs);
    result.faults =
        faults_of_both(file, backup, {result.acknowledged, result.acknowledged, staying_positions},
                       {before_backup, result.acknowledged, staying_positions}, progress);
    return result;
}

}  // namespace tradepit::bench
