#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/messages/messages.h"
#include "common/process/complaints.h"
#include "common/time.h"
#include "writer/intake/intake.h"
#include "writer/maintenance/maintenance_rows.h"
#include "writer/maintenance/task.h"
#include "writer/store/store.h"

namespace tradepit::writer {

/// Runs maintenance tasks between the writer's commits, in slices: one task at a time, and each
/// once under its key. It also does the upkeep: work that no request asks for, such as deleting old
/// keys. TaskConcurrency says whether upkeep goes on while a task runs. Tasks and upkeep are
/// registered in tasks.h; this class does not know them by name. Used on the writer's thread,
/// outside of transactions.
class Maintenance {
public:
    using Settings = MaintenanceSettings;

    /// Records that the tasks that an earlier writer left running have failed, and removes what
    /// they left outside the database.
    /// @param complaints where the lines about tasks go, which clients may ask for at any rate. It
    /// must outlive this object.
    /// @throws SQLite::Exception, Replaced.
    Maintenance(Store& store, Settings settings, common::UtcTime now,
                common::Complaints& complaints);

    /// Begins the task that the command asks for. While another task is under way the command is
    /// refused with 409. Refusals are recorded under the key, except those with status 503.
    ///
    /// A repeat gets the recorded answer. A repeat of a command whose task is under way, and which
    /// is answered only at the end, gets the answer in place of the earlier sender.
    /// @return the answer; nothing when run_once() will return it.
    /// @throws SQLite::Exception, Replaced: then nothing was done or recorded.
    std::optional<Reply> take(const Peer& peer, const common::RunMaintenance& command,
                              common::UtcTime now);
    /// Whether run_once() has something to do now: a slice or the end of a task, upkeep, or a task
    /// whose schedule is due. False while the task only waits for the end of a thread that it
    /// started.
    [[nodiscard]] bool is_due() const;
    /// Whether a task is under way, also one that waits for its thread, or is_due().
    [[nodiscard]] bool is_at_work() const { return under_way_.has_value() || is_due(); }
    /// Called when the disk of the database is full: a task under way frees the space that it uses
    /// there, and may fail for that. Does not write to the database.
    void make_room();
    /// Runs one slice of the task, of upkeep, or of both. When neither is there, begins a task
    /// whose schedule is due. @return the answers that are due now.
    /// @throws SQLite::Exception, Replaced. After an error that may pass (may_pass()) it can be
    /// called again.
    std::vector<Reply> run_once(common::UtcTime now);

private:
    /// The client that waits for the answer, with the key and hash of its command. All are empty
    /// for a task that a schedule has begun.
    struct Asked {
        Peer peer;
        std::string key;
        std::string hash;  ///< RunMaintenance::request_hash
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

    /// Makes `task` the one under way. With TaskAnswer::when_begun, first its row is inserted and
    /// the answer recorded. @return the answer of TaskAnswer::when_begun; with
    /// TaskAnswer::when_done the caller must not send it.
    common::CommandAnswer begin(const Asked& asked, UnderWay task, common::UtcTime now);
    void begin_scheduled(common::UtcTime now);
    /// Records an answer under the key, in the caller's transaction. Without a key it does nothing.
    void record(const Asked& asked, const common::CommandOutcome& outcome, common::UtcTime now);
    /// The refusal as an answer; it is recorded unless its status is 503.
    common::CommandAnswer refuse(const Asked& asked, common::CommandRefused refused,
                                 common::UtcTime now);
    [[nodiscard]] Upkeep* due_upkeep() const;
    [[nodiscard]] TaskOnSchedule* due_schedule() const;
    [[nodiscard]] std::optional<Reply> take_slice(common::UtcTime now);
    void write_progress();
    /// Ends the task under way. @return the answer, if it was not sent at the beginning.
    [[nodiscard]] std::optional<Reply> end(common::UtcTime now);
    /// Calls the task's result(), and writes the result into its row, in one transaction. Without a
    /// row so far, the row is inserted and the outcome recorded under the key as well.
    /// @param result is set. @return the outcome with that result.
    common::CommandOutcome commit_end(const UnderWay& at, TaskResult& result, common::UtcTime now);
    /// Ends the tasks that an earlier writer left running.
    void end_interrupted(common::UtcTime now);

    Store& store_;
    const Settings settings_;
    const TaskContext context_{store_, settings_};
    MaintenanceRows rows_;
    common::Complaints& complaints_;
    const std::vector<std::unique_ptr<Upkeep>> upkeep_;
    const std::vector<std::unique_ptr<TaskOnSchedule>> schedules_;
    std::optional<UnderWay> under_way_;
};

}  // namespace tradepit::writer
