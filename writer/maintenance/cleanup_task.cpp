// The task that deletes old jobs (Cleanup), and the schedule that begins it (retention).
#include <utility>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/process/clock.h"
#include "common/text/json_text.h"
#include "writer/maintenance/cleanup.h"
#include "writer/maintenance/tasks.h"

namespace tradepit::writer {

namespace {

/// How often the schedule begins a cleanup.
constexpr common::Duration CLEANUP_INTERVAL = std::chrono::hours{24};

std::string cleanup_document(const Cleanup& cleanup, const Cleanup::Outcome& outcome) {
    auto kept = common::OrderedJson::array();
    for (const auto& [job, successor] : outcome.kept)
        kept.push_back({{"job_id", job}, {"successor", successor}});
    return common::json_text(common::OrderedJson{{"cutoff_date", cleanup.cutoff()},
                                                 {"jobs_deleted", outcome.jobs},
                                                 {"positions_deleted", outcome.positions},
                                                 {"jobs_kept", outcome.kept_jobs},
                                                 {"kept", std::move(kept)},
                                                 {"more", outcome.more}});
}

class CleanupTask final : public MaintenanceTask {
public:
    CleanupTask(const TaskContext& context, const common::TaskArguments& arguments,
                common::UtcTime now)
        : cleanup_{context.store.database(),
                   common::utc_text(now - std::chrono::days{arguments.count("days")}),
                   {.chains_max = context.settings.cleanup_chains_max}} {}

    TaskProgress take_slice(const TaskSlice& slice) override {
        cleanup_.plan_slice(slice.length);
        return {.finished = cleanup_.planned()};
    }
    TaskResult result() override {
        // Only the rows by which readers find the jobs are deleted now. Purges deletes the others
        // later; the document counts them as deleted.
        return {.document = cleanup_document(cleanup_, cleanup_.hide())};
    }

private:
    Cleanup cleanup_;
};

class CleanupSchedule final : public TaskOnSchedule {
public:
    explicit CleanupSchedule(const TaskContext& context)
        : TaskOnSchedule{*find_task_kind(common::CLEANUP_TASK.name)},
          days_{context.settings.retention_days},
          due_at_{common::steady_now()} {}

    bool is_due() const override { return days_ > 0 && due_at_ <= common::steady_now(); }
    common::TaskArguments arguments() const override {
        common::TaskArguments arguments{common::CLEANUP_TASK};
        arguments.set_count("days", days_);
        return arguments;
    }
    void schedule_next() override { due_at_ = common::steady_now() + CLEANUP_INTERVAL; }
    void ended(const TaskResult& result) override {
        const auto document = common::OrderedJson::parse(result.document);
        // More jobs are old enough than one cleanup may hide, so the next one begins at once.
        if (document.value("more", false)) due_at_ = common::steady_now();
    }

private:
    const std::int64_t days_;
    common::Instant due_at_;
};

}  // namespace

TaskKind cleanup_task() {
    return {.info = &common::CLEANUP_TASK,
            .answer = TaskAnswer::when_done,
            .concurrency = TaskConcurrency::exclusive,
            .leaves_orphans = true,
            .make = [](const TaskContext& context, const common::TaskArguments& arguments,
                       common::UtcTime now) -> std::unique_ptr<MaintenanceTask> {
                return std::make_unique<CleanupTask>(context, arguments, now);
            }};
}

std::unique_ptr<TaskOnSchedule> retention(const TaskContext& context) {
    return std::make_unique<CleanupSchedule>(context);
}

}  // namespace tradepit::writer
