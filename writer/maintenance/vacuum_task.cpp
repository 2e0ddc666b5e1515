// The task that returns the free pages of the database to the file system.
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include "common/process/clock.h"
#include "common/text/json_text.h"
#include "writer/maintenance/tasks.h"

namespace tradepit::writer {

namespace {

/// Frees at most 64 pages, between two looks at the clock.
constexpr const char* VACUUM_STEP = "PRAGMA incremental_vacuum(64)";

class VacuumTask final : public MaintenanceTask {
public:
    /// @param full whether the whole file is rebuilt; otherwise only its free pages are cut off.
    VacuumTask(Store& store, bool full) : store_{store}, full_{full} {}

    std::optional<common::CommandRefused> start() override {
        pages_before_ = pages();
        if (!full_) return std::nullopt;
        const auto job = open_job();
        if (job.empty()) return std::nullopt;
        return common::CommandRefused{
            409, "Job " + job +
                     " is open: the whole file is made anew only while none is, since nothing can "
                     "be written meanwhile"};
    }

    TaskProgress take_slice(const TaskSlice& slice) override {
        // Upkeep and commits between two slices free pages and take them, so those that were given
        // back are counted by slice.
        const auto free = free_pages();
        const bool more = full_ ? rebuild_file() : free_some(slice.length);
        const auto left = free_pages();
        returned_ += free - left;
        return {.finished = !more, .done = returned_, .total = returned_ + left};
    }

    TaskResult result() override {
        if (!error_.empty())
            return {.done = false,
                    .document = common::json_text(common::OrderedJson{{"error", error_}})};
        const auto after = pages();
        return {.document =
                    common::json_text(common::OrderedJson{{"pages_before", pages_before_},
                                                          {"pages_after", after},
                                                          {"pages_freed", pages_before_ - after}})};
    }

private:
    SQLite::Database& database() { return store_.database(); }
    std::int64_t pages() { return database().execAndGet("PRAGMA page_count").getInt64(); }
    std::int64_t free_pages() { return database().execAndGet("PRAGMA freelist_count").getInt64(); }

    std::string open_job() {
        SQLite::Statement query{
            database(), "SELECT job_id FROM jobs WHERE status IN ('pending', 'running') LIMIT 1"};
        return query.executeStep() ? query.getColumn(0).getString() : std::string{};
    }

    /// Moves used pages forward and cuts free pages off at the end of the file, in a transaction of
    /// its own. @return whether another slice would free more.
    bool free_some(common::Duration length) {
        const auto until = common::steady_now() + length;
        std::int64_t left = free_pages();
        if (left == 0) return false;
        FencedTransaction transaction{database(), store_.fence()};
        bool frees = true;
        do {
            database().exec(VACUUM_STEP);
            const std::int64_t now = free_pages();
            // A file that was made without auto_vacuum keeps its free pages.
            frees = now < left;
            left = now;
        } while (frees && left > 0 && common::steady_now() < until);
        transaction.commit();
        return frees && left > 0;
    }

    /// Rebuilds the file, with each table in one piece. The disk must have free space for twice the
    /// size of the file.
    /// @return false, as no slice is left to do. When the file was not rebuilt, error_ says why.
    bool rebuild_file() {
        if (const auto job = open_job(); !job.empty()) {
            error_ = "job " + job + " was submitted meanwhile";
            return false;
        }
        try {
            // Checks that no newer writer has started. VACUUM itself cannot run inside a
            // transaction.
            { FencedTransaction transaction{database(), store_.fence()}; }
            database().exec("VACUUM");
            store_.fence().after_commit();
        } catch (const SQLite::Exception& failure) {
            if (!may_pass(failure)) throw;
            error_ = failure.what();
        }
        return false;
    }

    Store& store_;
    const bool full_;
    std::int64_t pages_before_ = 0;
    std::int64_t returned_ = 0;  ///< free pages that the slices gave back to the file system
    std::string error_;          ///< empty: it has not failed
};

}  // namespace

TaskKind vacuum_task() {
    return {.info = &common::VACUUM_TASK,
            .answer = TaskAnswer::when_begun,
            .concurrency = TaskConcurrency::after_upkeep,
            .make = [](const TaskContext& context, const common::TaskArguments& arguments,
                       common::UtcTime) -> std::unique_ptr<MaintenanceTask> {
                return std::make_unique<VacuumTask>(context.store, arguments.flag("full"));
            }};
}

}  // namespace tradepit::writer
