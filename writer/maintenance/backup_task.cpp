// The task that copies the database while it is in use (Backup).
#include <string>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/text/json_text.h"
#include "writer/maintenance/backup.h"
#include "writer/maintenance/maintenance_rows.h"
#include "writer/maintenance/tasks.h"

namespace tradepit::writer {

namespace {

/// Errors about the path itself are permanent, and recorded under the key. All others may pass, and
/// are answered with 503.
bool is_about_the_path(const std::system_error& error) {
    for (const std::errc fault :
         {std::errc::file_exists, std::errc::permission_denied,
          std::errc::no_such_file_or_directory, std::errc::not_a_directory,
          std::errc::filename_too_long, std::errc::too_many_symbolic_link_levels,
          std::errc::read_only_file_system})
        if (error.code() == fault) return true;
    return false;
}

std::string backup_document(const std::string& file, std::int64_t bytes) {
    return common::json_text(common::OrderedJson{{"file", file}, {"bytes", bytes}});
}

class BackupTask final : public MaintenanceTask {
public:
    BackupTask(Store& store, const common::TaskArguments& arguments)
        : store_{store},
          file_{arguments.file("file")},
          overwrite_{arguments.flag("force") ? Backup::Overwrite::yes : Backup::Overwrite::no} {}

    /// Creates the unfinished copy, a file beside the target, before the task's row is written. So
    /// a file of that name belongs to this task whenever its row is `running`.
    std::optional<common::CommandRefused> start() override {
        if (auto fault = Backup::fault_of(store_.database().getFilename(), file_, overwrite_);
            !fault.empty())
            return common::CommandRefused{400, std::move(fault)};
        try {
            backup_.emplace(store_.database(), file_, overwrite_);
        } catch (const std::system_error& error) {
            return common::CommandRefused{is_about_the_path(error) ? 400 : 503,
                                          std::string{"file: "} + error.what()};
        } catch (const SQLite::Exception& error) {
            return common::CommandRefused{503, error.what()};
        }
        return std::nullopt;
    }

    TaskProgress take_slice(const TaskSlice& slice) override {
        if (backup_->is_copying()) {
            backup_->copy_once(slice.length);
            if (!backup_->is_copying() && !backup_->ended()) finish(slice);
        }
        const auto [pages, total] = backup_->progress();
        return {.finished = backup_->ended().has_value(), .done = pages, .total = total};
    }

    TaskResult result() override {
        const auto ended = backup_->ended();
        CHECK(ended);
        if (ended->error.empty()) return {.document = backup_document(file_, ended->bytes)};
        return {.done = false,
                .document = common::json_text(common::OrderedJson{{"error", ended->error}})};
    }

    /// False while a thread of the backup checks and renames the copy.
    bool is_due() const override { return backup_->is_copying() || backup_->ended(); }

    void make_room() override {
        if (backup_->is_beside(store_.database().getFilename()))
            backup_->give_up("the disk is full, and the database needs the room");
    }

private:
    /// The copy contains the row of this very task, in the state `running`. In the copy that row is
    /// set to `done`. Otherwise a writer that is started on the copy would take this backup for an
    /// interrupted task of its own. And the copy gets a writer epoch that no writer of this file
    /// had or will have: a log that was written for this file is then told from the copy's own.
    void finish(const TaskSlice& slice) {
        backup_->finish([task = slice.task, now = slice.now, file = file_](SQLite::Database& copy) {
            SQLite::Statement epoch{copy, "UPDATE writer_epoch SET epoch = MAX(epoch + 1, ?)"};
            epoch.bind(1, now.time_since_epoch().count());
            epoch.exec();
            MaintenanceRows rows{copy};
            // Twice, since writing the row may add a page.
            for (int i = 0; i < 2; ++i) {
                const auto pages = copy.execAndGet("PRAGMA page_count").getInt64();
                const auto bytes = pages * copy.execAndGet("PRAGMA page_size").getInt64();
                rows.progress(task, pages, pages);
                rows.end(task, common::MaintenanceState::done, backup_document(file, bytes), now);
            }
        });
    }

    Store& store_;
    const std::string file_;
    const Backup::Overwrite overwrite_;
    std::optional<Backup> backup_;  ///< set by start()
};

}  // namespace

TaskKind backup_task() {
    return {
        .info = &common::BACKUP_TASK,
        .answer = TaskAnswer::when_begun,
        .concurrency = TaskConcurrency::with_upkeep,
        .make = [](const TaskContext& context, const common::TaskArguments& arguments,
                   common::UtcTime) -> std::unique_ptr<MaintenanceTask> {
            return std::make_unique<BackupTask>(context.store, arguments);
        },
        .tidy_up =
            [](const common::TaskArguments& arguments) {
                Backup::remove_part_of(arguments.file("file"));
            },
    };
}

}  // namespace tradepit::writer
