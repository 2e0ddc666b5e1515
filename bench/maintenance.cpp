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

/// About the size of a job. The load uses half of this free space before the vacuum begins.
constexpr std::size_t FREE_BYTES_A_JOB = 2 << 20;

double seconds(Duration span) { return std::chrono::duration<double>(span).count(); }

common::RunMaintenance request_for(const common::TaskInfo& task, const nlohmann::json& arguments) {
    return {.key = {},
            .request_hash = {},
            .task = std::string{task.name},
            .arguments = arguments.dump()};
}

/// A task and its times. The figures of the load for these times are added when the feed has ended.
struct Timed {
    TaskFigures figures;
    Instant quiet_from{};
    Instant from{};
    Instant to{};
};

/// Runs maintenance tasks while the feed loads the writer, and measures them.
class UnderLoad {
public:
    UnderLoad(MaintenanceClient& client, const Feed& feed, Progress& progress,
              std::size_t quiet_seconds)
        : client_(client), feed_(feed), progress_(progress), quiet_seconds_(quiet_seconds) {}

    void clean_up() {
        Timed& at = begin("cleanup", "positions");
        for (bool more = true; more;) {
            const auto answer = client_.ask(request_for(common::CLEANUP_TASK, {{"days", 1}}));
            at.figures.amount += answer.at("positions_deleted").get<double>();
            more = answer.at("more").get<bool>();
            at.figures.answer_seconds = seconds(steady_now() - at.from);
        }
        client_.await_purges();
        end(at);
    }

    void vacuum() {
        Timed& at = begin("vacuum", "MB");
        const auto task = ask(at, request_for(common::VACUUM_TASK, nlohmann::json::object()));
        client_.await_end(task);
        end(at);
        const auto pages = client_.number(fmt::format(
            "SELECT json_extract(result, '$.pages_freed') FROM maintenance_tasks WHERE task = {}",
            task));
        at.figures.amount = static_cast<double>(pages * client_.number("PRAGMA page_size")) / 1e6;
    }

    /// @return the positions that were acknowledged before the backup began. The backup must have
    /// them.
    std::size_t back_up(const fs::path& file) {
        Timed& at = begin("backup", "MB");
        const std::size_t acknowledged = feed_.log().positions();
        client_.await_end(ask(at, request_for(common::BACKUP_TASK, {{"file", file.string()}})));
        end(at);
        at.figures.amount = static_cast<double>(fs::file_size(file)) / 1e6;
        return acknowledged;
    }

    /// The figures of all tasks. Only after the feed has ended.
    std::vector<TaskFigures> figures() {
        const auto& batches = feed_.log().batches();
        std::vector<TaskFigures> all;
        for (Timed& at : timed_) {
            at.figures.before = load_between(batches, at.quiet_from, at.from);
            at.figures.during = load_between(batches, at.from, at.to);
            all.push_back(std::move(at.figures));
        }
        return all;
    }

private:
    Timed& begin(const char* name, const char* unit) {
        Timed& at = timed_.emplace_back();
        at.figures.name = name;
        at.figures.unit = unit;
        progress_.begin(fmt::format("the load alone, before the {}", name));
        at.quiet_from = steady_now();
        client_.wait(std::chrono::seconds{quiet_seconds_});
        progress_.begin(fmt::format("{} while the writer works", name));
        at.from = steady_now();
        return at;
    }
    std::int64_t ask(Timed& at, common::RunMaintenance request) {
        const auto answer = client_.ask(std::move(request));
        at.figures.answer_seconds = seconds(steady_now() - at.from);
        return answer.at("task").get<std::int64_t>();
    }
    static void end(Timed& at) {
        at.to = steady_now();
        at.figures.seconds = seconds(at.to - at.from);
    }

    MaintenanceClient& client_;
    const Feed& feed_;
    Progress& progress_;
    std::size_t quiet_seconds_;
    std::vector<Timed> timed_;
};

std::vector<std::string> check(const fs::path& file, const fs::path& backup,
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
    settings.shape.old_jobs = settings.shape.jobs / 2;
    settings.shape.free_bytes = FREE_BYTES_A_JOB;
    MaintenanceFigures result;
    result.positions = settings.shape.positions();
    const fs::path& folder = settings.writer.folder;
    const fs::path file = make_empty_file(settings.writer, progress);
    load_large_file(file, settings.shape, progress);
    result.megabytes = static_cast<double>(fs::file_size(file)) / 1e6;
    const fs::path backup = folder / "backup.db";
    const std::string endpoint = "ipc://" + (folder / "events").string();

    Program writer(settings.writer.programs / "tradepit-writer",
                   {"--run-dir", folder.string(), "--db", file.string()}, folder / "writer.log");
    Feed feed(endpoint, writer, Feed::FIRST_JOB);
    progress.begin("the writer alone");
    feed.full_rate();  // not measured: the caches are still cold
    result.writer_alone = feed.full_rate();
    MaintenanceClient client(endpoint, file, feed, progress);
    feed.start(result.writer_alone / 2);
    UnderLoad load(client, feed, progress, settings.quiet_seconds);
    load.vacuum();  // before the cleanup: the load would use the pages that it frees
    load.clean_up();
    const std::size_t before_backup = load.back_up(backup);
    progress.begin("ending the load");
    feed.stop();
    writer.stop();

    result.tasks = load.figures();
    result.acknowledged = feed.log().positions();
    const std::size_t stay =
        result.positions / settings.shape.jobs * (settings.shape.jobs - settings.shape.old_jobs);
    result.faults = check(file, backup, {result.acknowledged, result.acknowledged, stay},
                          {before_backup, result.acknowledged, stay}, progress);
    return result;
}

}  // namespace tradepit::bench
