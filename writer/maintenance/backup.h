#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <SQLiteCpp/Database.h>

#include "common/process/descriptor.h"
#include "common/time.h"

struct sqlite3_backup;

namespace tradepit::writer {

/// One backup of the database, made while the writer works.
///
/// The writer's own connection copies the database in slices. What this connection commits between
/// two slices, SQLite also writes into the pages that are copied already
/// (https://sqlite.org/c3ref/backup_finish.html). So the copy shows one moment, that of its last
/// slice, and does not keep the write-ahead log from being emptied. A rollback on this connection,
/// or a write by another one, makes SQLite begin the copying again; after RESTARTS_MAX such
/// restarts the next one fails the backup. The copy is written to `<target>.part`, checked by
/// SQLite's integrity_check, synced to the disk and only then renamed: under the target's name
/// there is a whole backup or none. The copy is one file, without a write-ahead log.
///
/// Used on the thread of the source's connection, outside of its transactions. What follows the
/// copying runs on a thread of its own.
class Backup {
public:
    static constexpr int RESTARTS_MAX = 20;

    enum class Overwrite { no, yes };
    struct Progress {
        std::int64_t pages = 0;  ///< copied so far
        std::int64_t total = 0;
    };
    struct Ended {
        std::string error;       ///< empty: the backup is there
        std::int64_t bytes = 0;  ///< of the backup; 0 after an error
    };

    /// What is wrong with a target; empty when nothing is. Faults are: a path that is not absolute
    /// or has no file name, a folder that does not exist, a network file system (the writer would
    /// have to wait for it), a file that belongs to the database itself, a part that is there
    /// already, something under the target's name that is not a regular file, and without
    /// Overwrite::yes also a regular file.
    /// @param database the path of the database.
    [[nodiscard]] static std::string fault_of(const std::string& database,
                                              const std::string& target, Overwrite overwrite);
    /// The file that the backup is written to until it is complete.
    [[nodiscard]] static std::string part_of(const std::string& target) { return target + ".part"; }
    /// Removes the part of this target, and the files that SQLite may have left beside the part. A
    /// file that cannot be removed is only logged.
    static void remove_part_of(const std::string& target);

    /// Changes the rows of the copy that are true only of the source.
    using Amend = std::function<void(SQLite::Database& copy)>;

    /// Creates the part, which must not exist yet; from here on it belongs to this object. Later
    /// errors are reported by ended(). `source` must outlive this object.
    /// @throws std::system_error when the part cannot be created; a file in its place is left as it
    /// is. SQLite::Exception when SQLite cannot open the part or begin the copying.
    Backup(SQLite::Database& source, std::string target, Overwrite overwrite);
    /// Gives the backup up if it has not ended, and removes its part.
    ~Backup();
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;

    [[nodiscard]] bool is_copying() const { return copying_.has_value(); }
    /// Copies for about `slice`. Only while is_copying(). An error ends the backup.
    void copy_once(common::Duration slice);
    /// Starts the thread that completes the backup. Only after the copying has ended without an
    /// error.
    /// @param amend called on that thread, before the check.
    void finish(Amend amend);
    /// Ends the backup with `reason`, a string literal, as its error: at once while it copies, else
    /// as soon as the thread notices. Once the part has been renamed, the backup stays.
    void give_up(const char* reason);
    /// Whether the part is on the same file system as `file`.
    [[nodiscard]] bool is_beside(const std::string& file) const;
    [[nodiscard]] Progress progress() const { return progress_; }
    /// The outcome; nothing while the backup is under way.
    [[nodiscard]] std::optional<Ended> ended() const;

private:
    struct FinishCopying {
        void operator()(sqlite3_backup* backup) const;
    };
    struct Copying {
        SQLite::Database copy;
        std::unique_ptr<sqlite3_backup, FinishCopying> backup;
        /// How many of the copied pages are on the disk, or on their way to it.
        std::int64_t written_back = 0;
        int restarts = 0;
    };

    void begin_copying(SQLite::Database& source);
    /// What copy_once() does, but errors are exceptions.
    void copy_for(common::Duration slice);
    void note_progress();
    void note_restart();
    void write_back();
    /// What the thread does.
    void run(const Amend& amend);
    /// Turns the complete copy into a sound file without a write-ahead log.
    void amend_and_check(const Amend& amend) const;
    /// Syncs the part and renames it to the target. @return its bytes.
    [[nodiscard]] std::int64_t publish() const;
    /// @throws std::runtime_error when the backup was given up.
    void check_given_up() const;
    void fail(const std::string& error);
    /// SQLite's progress handler: other than 0 interrupts the statement. @param self this object.
    static int is_given_up(void* self);

    const std::string target_;
    const std::string part_;
    const Overwrite overwrite_;
    const common::Descriptor file_;  ///< the part
    std::optional<Copying> copying_;
    Progress progress_;
    std::atomic<const char*> given_up_{nullptr};  ///< the reason; null: it was not given up
    std::atomic<bool> has_ended_{false};
    Ended ended_;  ///< read once has_ended_ is set
    std::thread thread_;
};

}  // namespace tradepit::writer
