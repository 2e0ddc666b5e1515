#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"
#include "writer/intake/intake.h"
#include "writer/maintenance/maintenance_rows.h"
#include "writer/maintenance/task.h"
#include "writer/store/store.h"

namespace tradepit::writer {

/// Runs maintenance tasks between the writer's commits, in slices: one task at a time, and each
/// once under its key. Between them it does the upkeep, which needs no request. The tasks are
/// registered in tasks.h; this class does not know them by name. Used on the writer's thread,
/// outside of transactions.
class Maintenance {
public:
    using Settings = MaintenanceSettings;

    /// Records that the tasks that an earlier writer left running have failed, and removes what
    /// they left outside the database.
    /// @throws SQLite::Exception, Replaced.
    Maintenance(Store& store, Settings settings, common::UtcTime now);

    /// Begins the task that the command asks for, or answers a repeat of the command.
    /// @return the answer; nothing when run_once() will return it.
    /// @throws SQLite::Exception, Replaced: then nothing was done or recorded.
    std::optional<Reply> take(const Peer& peer, const common::RunMaintenance& command,
                              common::UtcTime now);
    /// Whether run_once() has something to do now.
    [[nodiscard]] bool is_due() const;
    /// Whether a task is under way, here or on a thread of its own, or upkeep is due.
    [[nodiscard]] bool is_at_work() const { return under_way_.has_value() || is_due(); }
    /// Called when the disk of the database is full: the running task gives up the space that it
    /// uses there. Writes nothing.
    void make_room();
    /// Runs one slice of the task, of upkeep, or of both. When neither is there, begins a task
    /// whose schedule is due. @return the answers that are due now.
    /// @throws as take().
    std::vector<Reply> run_once(common::UtcTime now);

private:
    /// The client that waits for the answer, and the key of its command. The key is empty for a
    /// task that a schedule has begun.
    struct Asked {
        Peer peer;
        std::string key;
        std::string hash;
    };
    struct UnderWay {
        const TaskKind* kind = nullptr;
        common::TaskArguments arguments;
        std::unique_ptr<MaintenanceTask> task;
        Asked asked;
        TaskOnSchedule* schedule = nullptr;  ///< the schedule that has begun it; null: a client has
        std::int64_t number = 0;  ///< of its row in maintenance_tasks; 0: it has none yet
        TaskProgress progress{};
        common::Instant progress_written{};  ///< when it was last written into the row
    };

    /// Makes `task` the one under way. With TaskAnswer::when_begun its row is inserted and the
    /// answer recorded before. @return that answer; with TaskAnswer::when_done one that is not to
    /// be sent.
    common::CommandAnswer begin(const Asked& asked, UnderWay task, common::UtcTime now);
    void begin_scheduled(common::UtcTime now);
    /// Records an answer under the key, in the caller's transaction; without a key nothing.
    void record(const Asked& asked, const common::CommandOutcome& outcome, common::UtcTime now);
    common::CommandAnswer refuse(const Asked& asked, common::CommandRefused refused,
                                 common::UtcTime now);
    [[nodiscard]] Upkeep* due_upkeep() const;
    [[nodiscard]] TaskOnSchedule* due_schedule() const;
    [[nodiscard]] std::optional<Reply> take_slice(common::UtcTime now);
    void write_progress();
    /// Ends the task under way. @return the answer, if it is due only now.
    [[nodiscard]] std::optional<Reply> end(common::UtcTime now);
    /// Takes the task's result, and writes it in one transaction.
    common::CommandOutcome commit_end(const UnderWay& at, TaskResult& result, common::UtcTime now);
    /// What the constructor does with the tasks of an earlier writer.
    void end_interrupted(common::UtcTime now);

    Store& store_;
    const Settings settings_;
    const TaskContext context_{store_, settings_};
    MaintenanceRows rows_;
    const std::vector<std::unique_ptr<Upkeep>> upkeep_;
    const std::vector<std::unique_ptr<TaskOnSchedule>> schedules_;
    std::optional<UnderWay> under_way_;
};

}  // namespace tradepit::writer
