#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/maintenance/task_arguments.h"
#include "common/messages/command.h"
#include "common/time.h"
#include "writer/store/store.h"

/// The interface between the scheduler of maintenance (maintenance.h) and its tasks, which it does
/// not know by name. docs/CHANGING.md says how to add one.
namespace tradepit::writer {

struct MaintenanceSettings {
    /// Once a day the writer cleans up the jobs that ended more than this many days ago; 0: never.
    std::int64_t retention_days = 0;
    /// For how many days answers are kept under their keys; 0: for ever.
    std::int64_t key_days = 30;
    /// About how long one slice may take. Commits wait meanwhile.
    common::Duration slice = std::chrono::milliseconds{15};
    /// How many chains one cleanup hides from readers at most (Cleanup::Limits::chains_max). Upkeep
    /// deletes their rows afterwards.
    std::size_t cleanup_chains_max = 4'000;
};

/// One slice of a task, as the scheduler grants it.
struct TaskSlice {
    common::UtcTime now;
    common::Duration length{};  ///< about how long it may take
    std::int64_t task = 0;      ///< its number in maintenance_tasks; 0 for TaskAnswer::when_done
};

struct TaskProgress {
    bool finished = false;   ///< result() is called next
    std::int64_t done = 0;   ///< like `total`, in the unit of the kind (TaskInfo::unit)
    std::int64_t total = 0;  ///< 0: not known
};

struct TaskResult {
    bool done = true;      ///< false: the task has failed
    std::string document;  ///< a JSON object; {"error": reason} for a task that has failed
};

/// One run of a maintenance task. All calls are made on the writer's thread between two commits,
/// and all but result() outside of transactions. Each may throw SQLite::Exception or Replaced. If
/// the error may pass (may_pass()), take_slice() or result() is called again later.
class MaintenanceTask {
public:
    virtual ~MaintenanceTask() = default;
    MaintenanceTask(const MaintenanceTask&) = delete;
    MaintenanceTask& operator=(const MaintenanceTask&) = delete;

    /// Checks and takes what the task needs. Called once, before anything is recorded of the task.
    /// @return a refusal; nothing when the task may begin. Status 503 says that the cause may pass:
    /// such a refusal is not recorded under the key.
    [[nodiscard]] virtual std::optional<common::CommandRefused> start() { return std::nullopt; }
    /// Works for about slice.length.
    [[nodiscard]] virtual TaskProgress take_slice(const TaskSlice& slice) = 0;
    /// Called once take_slice() has reported `finished`, inside the transaction that writes the
    /// result into the task's row and, for TaskAnswer::when_done, under its key. What this call
    /// writes is part of that transaction.
    [[nodiscard]] virtual TaskResult result() = 0;

    /// Whether a slice would do something now. False while a thread that the task started is
    /// still at work.
    [[nodiscard]] virtual bool is_due() const { return true; }
    /// Called when the disk of the database is full: frees the space that the task uses there, even
    /// if the task then fails. Must not write to the database.
    virtual void make_room() {}

protected:
    MaintenanceTask() = default;
};

/// When the request for a task is answered.
enum class TaskAnswer : std::uint8_t {
    when_begun,  ///< at the start, with the number of its row, which shows its progress
    when_done,   ///< at the end, with its result; its row is written only then
};

/// What else the scheduler does while the task runs.
enum class TaskConcurrency : std::uint8_t {
    exclusive,     ///< nothing else
    with_upkeep,   ///< upkeep as well
    after_upkeep,  ///< the task runs only while no upkeep is due
};

/// What a task, upkeep or schedule is made with. The store and the settings must outlive it.
struct TaskContext {
    Store& store;
    const MaintenanceSettings& settings;
};

/// One kind of task, as registered in tasks.cpp.
struct TaskKind {
    const common::TaskInfo* info;
    TaskAnswer answer = TaskAnswer::when_begun;
    TaskConcurrency concurrency = TaskConcurrency::with_upkeep;
    /// result() deletes rows that other rows refer to: foreign keys are off in its transaction.
    bool leaves_orphans = false;
    std::unique_ptr<MaintenanceTask> (*make)(const TaskContext&, const common::TaskArguments&,
                                             common::UtcTime now);
    /// Removes what a run that did not end, because its writer was stopped, has left outside the
    /// database. Null: such a run leaves nothing there.
    void (*tidy_up)(const common::TaskArguments&) = nullptr;
};

/// Work that needs no request and has no row in maintenance_tasks: it is done whenever it is due.
/// Called like a MaintenanceTask, outside of transactions.
class Upkeep {
public:
    virtual ~Upkeep() = default;
    Upkeep(const Upkeep&) = delete;
    Upkeep& operator=(const Upkeep&) = delete;

    [[nodiscard]] virtual bool is_due() const = 0;
    virtual void take_slice(common::UtcTime now, common::Duration length) = 0;
    /// Called after a task has ended, since it may have left something to do.
    virtual void task_ended() {}

protected:
    Upkeep() = default;
};

/// Begins tasks of one kind without a request, once no other task is under way and no upkeep is
/// due.
class TaskOnSchedule {
public:
    virtual ~TaskOnSchedule() = default;
    TaskOnSchedule(const TaskOnSchedule&) = delete;
    TaskOnSchedule& operator=(const TaskOnSchedule&) = delete;

    [[nodiscard]] virtual bool is_due() const = 0;
    /// The arguments of a run that would begin now. Changes nothing.
    [[nodiscard]] virtual common::TaskArguments arguments() const = 0;
    /// Called once the run has begun, or start() has refused it: the schedule waits for its next
    /// time. Not called when the beginning threw: then the schedule stays due.
    virtual void schedule_next() = 0;
    /// Called with the result of a run that this schedule has begun.
    virtual void ended(const TaskResult& result) = 0;
    const TaskKind& kind;

protected:
    explicit TaskOnSchedule(const TaskKind& of) : kind{of} {}
};

}  // namespace tradepit::writer
