#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"
#include "writer/intake/intake.h"
#include "writer/maintenance/backup.h"
#include "writer/maintenance/chore_rows.h"
#include "writer/maintenance/cleanup.h"
#include "writer/maintenance/forgotten_keys.h"
#include "writer/maintenance/purges.h"
#include "writer/maintenance/vacuum.h"
#include "writer/store/store.h"

namespace tradepit::writer {

/// What is done with the database itself, between the writer's turns and in slices: cleanups,
/// vacuums, backups, one at a time and each once under its key; and without being asked, old jobs
/// and old keys. The writer's thread, outside of transactions.
class Maintenance {
public:
    struct Settings {
        /// Jobs are cleaned up by themselves, once a day, so many days after their end; 0: never.
        std::int64_t retention_days = 0;
        /// Requests are known as repeats for so many days; 0: for ever.
        std::int64_t key_days = 30;
        /// Of the time of a turn.
        common::Instant slice = std::chrono::milliseconds{15};
        Cleanup::Limits cleanup{};
    };

    /// Ends what the writer before this one was at. @throws SQLite::Exception, Replaced.
    Maintenance(Store& store, Settings settings, common::UtcTime now);

    /// @return the answer; nothing: run_once() will have it.
    /// @throws SQLite::Exception, Replaced: then nothing was done or recorded.
    std::optional<Reply> take(const Peer& peer, const common::MaintenanceRequest& request,
                              common::UtcTime now);
    /// run_once() has something to do at once.
    [[nodiscard]] bool is_due() const;
    /// Something is under way, here or on a thread.
    [[nodiscard]] bool is_at_work() const { return is_due() || backup_under_way_; }
    /// Gives up what takes room on the database's disk, which is needed for what is written there.
    /// Writes nothing.
    void make_room();
    /// One slice. @return answers. @throws as take().
    std::vector<Reply> run_once(common::UtcTime now);

private:
    /// Who waits for an answer, and under which key; nobody for what was not asked for.
    struct Asked {
        Peer peer;
        std::string key;
        std::string hash;
    };
    struct CleanupUnderWay {
        Asked asked;
        std::int64_t days = 0;
        Cleanup cleanup;
    };
    struct VacuumUnderWay {
        std::int64_t chore = 0;
        bool full = false;
        std::int64_t pages_before = 0;
        std::int64_t free_before = 0;
        common::Instant told{};  ///< when its progress was written
    };
    struct BackupUnderWay {
        std::int64_t chore = 0;
        std::string file;
        Backup backup;
        common::Instant told{};  ///< when its progress was written
    };

    [[nodiscard]] std::optional<common::JobAnswer> recorded(
        const common::MaintenanceRequest& request);
    [[nodiscard]] std::optional<common::JobAnswer> refusal(
        const common::MaintenanceRequest& request);
    [[nodiscard]] std::string open_job();
    [[nodiscard]] std::string under_way() const;
    void record(const Asked& asked, std::int32_t status, const std::string& answer,
                common::UtcTime now);
    common::JobAnswer refuse(const Asked& asked, common::JobAnswer answer, common::UtcTime now);
    [[nodiscard]] std::unique_ptr<BackupUnderWay> begun_backup(
        const common::MaintenanceRequest& request);
    common::JobAnswer begin(const Asked& asked, const common::MaintenanceRequest& request,
                            common::UtcTime now);
    void begin_cleanup(Asked asked, std::int64_t days, common::UtcTime now);
    [[nodiscard]] std::optional<Reply> clean_up(common::UtcTime now);
    void vacuum(common::UtcTime now);
    void copy(common::UtcTime now);
    void watch_backup(common::UtcTime now);
    void tell_progress();
    void do_unasked(common::UtcTime now);
    void end(std::int64_t chore, const char* state, const std::string& result, common::UtcTime now);
    void end_interrupted(common::UtcTime now);

    Store& store_;
    Settings settings_;
    ChoreRows rows_;
    Purges purges_;
    Vacuum vacuum_;
    ForgottenKeys keys_;
    SQLite::Statement record_;
    SQLite::Statement open_job_;

    std::optional<CleanupUnderWay> cleanup_under_way_;
    std::optional<VacuumUnderWay> vacuum_under_way_;
    std::unique_ptr<BackupUnderWay> backup_under_way_;
    common::Instant retention_due_;
    common::Instant keys_due_;
};

}  // namespace tradepit::writer
