#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include <SQLiteCpp/Database.h>

namespace tradepit::writer {

/// One copy of the database, made on a thread of its own while the writer goes on.
///
/// It is read through a connection that can only read, from one snapshot: what was committed when
/// it was constructed. It is written to `<target>.part`, checked by SQLite's integrity_check,
/// forced to the disk and only then renamed, so that there is a whole backup under its name or
/// none. The copy is one file, without a log beside it. While it is being made the writer's log is
/// not emptied.
class Backup {
public:
    enum class Overwrite { no, yes };
    struct Progress {
        std::int64_t pages = 0;
        std::int64_t total = 0;
    };
    struct Ended {
        std::string error;  ///< empty: it is there
        std::int64_t bytes = 0;
    };

    /// What is wrong with a target: no absolute path, no folder to be in, a file that is there (but
    /// for Overwrite::yes) or belongs to the database itself, or a part that somebody left. Empty:
    /// nothing.
    [[nodiscard]] static std::string fault_of(const std::string& database,
                                              const std::string& target, Overwrite overwrite);
    /// Where it is while it is being made.
    [[nodiscard]] static std::string part_of(const std::string& target) { return target + ".part"; }

    /// Takes the snapshot and makes the part, which was not there: from here on it is this one's.
    /// The rest is done by the thread, and what goes wrong then is told by ended().
    /// @throws std::system_error when the part cannot be made, whatever is in its place left as it
    /// is; SQLite::Exception when the database cannot be read.
    Backup(std::string database, std::string target, Overwrite overwrite);
    /// Gives it up where it has not ended, and leaves nothing of it.
    ~Backup();
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;

    [[nodiscard]] Progress progress() const { return {pages_, total_}; }
    /// Nothing while it is under way.
    [[nodiscard]] std::optional<Ended> ended() const;

private:
    void run();
    [[nodiscard]] std::int64_t make();
    void take_snapshot();
    void remove_part() const;
    void copy();
    void check() const;
    [[nodiscard]] std::int64_t keep() const;
    static int is_stopping(void* self);

    const std::string database_;
    const std::string target_;
    const std::string part_;
    const Overwrite overwrite_;
    std::optional<SQLite::Database> source_;  ///< the snapshot is held until it is copied
    std::atomic<bool> stopping_{false};
    std::atomic<std::int64_t> pages_{0};
    std::atomic<std::int64_t> total_{0};
    std::atomic<bool> has_ended_{false};
    Ended ended_;  ///< read once has_ended_ is set
    std::thread thread_;
};

}  // namespace tradepit::writer
