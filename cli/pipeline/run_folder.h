#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <sys/types.h>

#include "common/process/descriptor.h"
#include "common/time.h"

namespace tradepit::cli {

/// The folder with the sockets, pid files and logs of one pipeline. It is created with mode 0700,
/// and locked as long as this object lives, because a second pipeline in the same folder would take
/// over the first one's sockets. What is removed of it while the pipeline runs is made again. Not
/// thread-safe.
class RunFolder {
public:
    /// How often keep() looks.
    static constexpr common::Duration KEEP_EVERY = std::chrono::seconds{1};
    /// How long another process may have this folder's lock before the folder counts as lost.
    static constexpr common::Duration LOCK_LOST_MAX = std::chrono::seconds{10};

    /// Makes the folder and locks it, and removes the pid files of an earlier pipeline. @throws
    /// std::runtime_error when the folder cannot be made, its lock file cannot be opened, another
    /// process has the lock (the text has that process's pid), or a pipeline whose lock file was
    /// removed serves a socket in it; std::system_error when a parent folder cannot be made or the
    /// lock file not written.
    explicit RunFolder(std::filesystem::path path);

    /// Makes the folder, the lock and the pid files again where they are gone, unless the last call
    /// was less than KEEP_EVERY ago. What cannot be made is tried again by a later call.
    void keep(common::Instant now);
    /// Whether another pipeline has had the lock for LOCK_LOST_MAX: this one must end.
    [[nodiscard]] bool is_lost(common::Instant now) const;
    /// "process 123": who has the lock.
    [[nodiscard]] std::string owner() const;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// The path of the program's log file, `<program>.log`.
    [[nodiscard]] std::filesystem::path log_of(const std::string& program) const;

    /// Writes `<program>.pid`, and keeps it until remove_pid(). The file is replaced by a rename,
    /// so that a reader never sees a part of the number. Where it cannot be written, there is none,
    /// and keep() tries again.
    void write_pid(const std::string& program, pid_t pid);
    /// Removes `<program>.pid` if it exists.
    void remove_pid(const std::string& program);

    /// The last lines of a program's log: at most `lines`, from its last 8 KiB. Empty when the log
    /// is empty or missing.
    [[nodiscard]] std::string log_tail(const std::string& program, std::size_t lines) const;
    /// Text to append to an error message: the log's path and its last 8 lines; empty when the log
    /// is empty or missing.
    [[nodiscard]] std::string log_tail_note(const std::string& program) const;

private:
    [[nodiscard]] std::filesystem::path pid_file(const std::string& program) const;
    /// Whether the lock that this object holds is the one that others look at.
    [[nodiscard]] bool has_lock() const;
    void keep_lock(common::Instant now);

    std::filesystem::path path_;
    common::Descriptor lock_;
    std::map<std::string, pid_t> pids_;  ///< of the programs that run
    common::Instant next_keep_{0};
    std::optional<common::Instant> lost_since_;  ///< since when another process has the lock
};

}  // namespace tradepit::cli
