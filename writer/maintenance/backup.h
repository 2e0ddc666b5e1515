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

/// One copy of the database, made while the writer goes on.
///
/// It is read in slices by the writer's own connection: what that commits between two of them goes
/// into the pages that are copied already too (https://sqlite.org/c3ref/backup_finish.html), so
/// that the copy is of one moment, that of its last slice, and does not keep the log from being
/// emptied. What that rolls back, and what another connection writes, makes the copying begin anew:
/// RESTARTS_MAX times, and then it is given up. It is written to `<target>.part`, checked by
/// SQLite's integrity_check, forced to the disk and only then renamed, so that there is a whole
/// backup under its name or none. The copy is one file, without a log beside it.
///
/// The thread of the source, outside of its transactions; what comes after the copying is done on a
/// thread of its own.
class Backup {
public:
    static constexpr int RESTARTS_MAX = 20;

    enum class Overwrite { no, yes };
    struct Progress {
        std::int64_t pages = 0;
        std::int64_t total = 0;
    };
    struct Ended {
        std::string error;  ///< empty: it is there
        std::int64_t bytes = 0;
    };

    /// What is wrong with a target: no absolute path, no folder to be in, a network file system,
    /// for which the writer would have to wait, a file that is there (but for Overwrite::yes) or
    /// belongs to the database itself, or a part that somebody left. Empty: nothing.
    [[nodiscard]] static std::string fault_of(const std::string& database,
                                              const std::string& target, Overwrite overwrite);
    /// Where it is while it is being made.
    [[nodiscard]] static std::string part_of(const std::string& target) { return target + ".part"; }
    /// Removes that, and what SQLite may have left beside it.
    static void remove_part_of(const std::string& target);

    /// What is changed in the copy, of what is only true of the source.
    using Amend = std::function<void(SQLite::Database& copy)>;

    /// Makes the part, which was not there: from here on it is this one's. What goes wrong later is
    /// told by ended(). The source outlives it.
    /// @throws std::system_error when the part cannot be made, whatever is in its place left as it
    /// is; SQLite::Exception when it cannot be written.
    Backup(SQLite::Database& source, std::string target, Overwrite overwrite);
    /// Gives it up where it has not ended, and leaves nothing of it.
    ~Backup();
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;

    [[nodiscard]] bool is_copying() const { return copying_.has_value(); }
    /// Copies for about so long; while is_copying().
    void copy_once(common::Instant slice);
    /// Begins what is left to do, once it has copied without a fault.
    /// @param amend called by the thread, before the check.
    void finish(Amend amend);
    /// Ends it for that reason, a literal: at once while it copies, else as soon as the thread sees
    /// it; once it has its name nothing ends it.
    void give_up(const char* reason);
    /// Whether what it takes is on the same disk as that file.
    [[nodiscard]] bool is_beside(const std::string& file) const;
    [[nodiscard]] Progress progress() const { return progress_; }
    /// Nothing while it is under way.
    [[nodiscard]] std::optional<Ended> ended() const;

private:
    struct FinishCopying {
        void operator()(sqlite3_backup* backup) const;
    };
    struct Copying {
        SQLite::Database copy;
        std::unique_ptr<sqlite3_backup, FinishCopying> backup;
        std::int64_t written_back = 0;  ///< pages whose way to the disk has begun
        int restarts = 0;
    };

    void begin_copying(SQLite::Database& source);
    void copy_for(common::Instant slice);
    void note_progress();
    void note_restart();
    void write_back();
    void run(const Amend& amend);
    [[nodiscard]] std::int64_t make(const Amend& amend) const;
    void settle(const Amend& amend) const;
    void check_given_up() const;
    [[nodiscard]] std::int64_t keep() const;
    void fail(const std::string& error);
    static int is_given_up(void* self);

    const std::string target_;
    const std::string part_;
    const Overwrite overwrite_;
    const common::Descriptor file_;  ///< the part
    std::optional<Copying> copying_;
    Progress progress_;
    std::atomic<const char*> given_up_{nullptr};  ///< why
    std::atomic<bool> has_ended_{false};
    Ended ended_;  ///< read once has_ended_ is set
    std::thread thread_;
};

}  // namespace tradepit::writer
