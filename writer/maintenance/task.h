#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/maintenance/task_arguments.h"
#include "common/messages/command.h"
#include "common/time.h"
#include "writer/store/store.h"

/// What a maintenance task is to the scheduler (maintenance.h), which knows none by name.
/// docs/CHANGING.md says how to add one.
namespace tradepit::writer {

struct MaintenanceSettings {
    /// Jobs are cleaned up without being asked for, once a day, so many days after their end; 0:
    /// never.
    std::int64_t retention_days = 0;
    /// Answers are kept under their keys for so many days; 0: for ever.
    std::int64_t key_days = 30;
    /// How long one slice may hold up the commits that wait for it.
    common::Instant slice = std::chrono::milliseconds{15};
    /// Chains of the jobs that one cleanup hides (Cleanup::Limits::chains_max).
    std::size_t cleanup_chains_max = 4'000;
};

/// One slice of a task, as the scheduler grants it.
struct TaskSlice {
    common::UtcTime now;
    common::Instant length{};
    std::int64_t task = 0;  ///< its number in maintenance_tasks; 0 for TaskAnswer::when_done
};

struct TaskProgress {
    bool finished = false;  ///< result() is due
    std::int64_t done = 0;
    std::int64_t total = 0;  ///< 0: not known
};

struct TaskResult {
    bool done = true;      ///< false: it has failed
    std::string document;  ///< a JSON object; of one that failed {"error": why}
};

/// One run of a maintenance task. The writer's thread, between two commits and outside of
/// transactions, but for result(). Each call may throw SQLite::Exception or Replaced; a slice or a
/// result that threw is asked for again.
class MaintenanceTask {
public:
    virtual ~MaintenanceTask() = default;
    MaintenanceTask(const MaintenanceTask&) = delete;
    MaintenanceTask& operator=(const MaintenanceTask&) = delete;

    /// Checks what it needs and takes it. Once, before anything is recorded of it. A refusal with
    /// 503 may pass, and is not recorded.
    [[nodiscard]] virtual std::optional<common::CommandRefused> start() { return std::nullopt; }
    [[nodiscard]] virtual TaskProgress take_slice(const TaskSlice& slice) = 0;
    /// Once take_slice() has finished, in the transaction that writes the result into the task's
    /// row and, where the answer waits for it, under its key. What it writes is in it too.
    [[nodiscard]] virtual TaskResult result() = 0;

    /// A slice would do something now. False: it waits for a thread of its own.
    [[nodiscard]] virtual bool is_due() const { return true; }
    /// Gives up what it takes on the disk of the database, which has no room left. Writes nothing.
    virtual void make_room() {}

protected:
    MaintenanceTask() = default;
};

/// When the request is answered.
enum class TaskAnswer : std::uint8_t {
    when_begun,  ///< with the number of its row, which says how far it is
    when_done,   ///< with its result; its row is written then
};

/// What else the scheduler does while the task runs.
enum class TaskPlace : std::uint8_t {
    alone,         ///< nothing
    beside,        ///< upkeep too
    after_upkeep,  ///< upkeep first, and the task once none is due
};

struct TaskContext {
    Store& store;
    const MaintenanceSettings& settings;
};

/// A row of the registry (tasks.cpp).
struct TaskKind {
    const common::TaskInfo* info;
    TaskAnswer answer = TaskAnswer::when_begun;
    TaskPlace place = TaskPlace::beside;
    /// result() removes rows that others refer to: foreign keys are off in its transaction.
    bool leaves_orphans = false;
    std::unique_ptr<MaintenanceTask> (*make)(const TaskContext&, const common::TaskArguments&,
                                             common::UtcTime now);
    /// Removes what the run of a writer that died has left outside the database; null: nothing.
    void (*tidy_up)(const common::TaskArguments&) = nullptr;
};

/// Work that nobody asks for, and that has no row: it is done whenever it is due.
class Upkeep {
public:
    virtual ~Upkeep() = default;
    Upkeep(const Upkeep&) = delete;
    Upkeep& operator=(const Upkeep&) = delete;

    [[nodiscard]] virtual bool is_due() const = 0;
    virtual void take_slice(common::UtcTime now, common::Instant length) = 0;
    /// A task has ended, and may have left something to do.
    virtual void task_ended() {}

protected:
    Upkeep() = default;
};

/// A task that the writer itself asks for, once nothing else is under way.
class TaskOnSchedule {
public:
    virtual ~TaskOnSchedule() = default;
    TaskOnSchedule(const TaskOnSchedule&) = delete;
    TaskOnSchedule& operator=(const TaskOnSchedule&) = delete;

    [[nodiscard]] virtual bool is_due() const = 0;
    [[nodiscard]] virtual common::TaskArguments begin() = 0;
    virtual void ended(const TaskResult& result) = 0;
    const TaskKind& kind;

protected:
    explicit TaskOnSchedule(const TaskKind& of) : kind{of} {}
};

}  // namespace tradepit::writer
