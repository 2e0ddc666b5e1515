#pragma once

#include <filesystem>
#include <string>

#include <sys/types.h>

#include "common/process/descriptor.h"

namespace tradepit::cli {

/// The folder with the sockets, pid files and logs of one pipeline. It is created with mode 0700,
/// and locked as long as this object lives, because a second pipeline in the same folder would take
/// over the first one's sockets.
class RunFolder {
public:
    /// Makes the folder and locks it. @throws std::runtime_error when the folder cannot be made,
    /// its lock file cannot be opened, or another process has the lock (the text has that process's
    /// pid); std::system_error when a parent folder cannot be made or the lock file not written.
    explicit RunFolder(std::filesystem::path path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// The path of the program's log file, `<program>.log`.
    [[nodiscard]] std::filesystem::path log_of(const std::string& program) const;

    /// Writes `<program>.pid`. The file is replaced by a rename, so that a reader never sees a part
    /// of the number. @throws std::filesystem::filesystem_error.
    void write_pid(const std::string& program, pid_t pid) const;
    /// Removes `<program>.pid` if it exists.
    void remove_pid(const std::string& program) const;

    /// The last lines of a program's log: at most `lines`, from its last 8 KiB. Empty when the log
    /// is empty or missing.
    [[nodiscard]] std::string log_tail(const std::string& program, std::size_t lines) const;
    /// Text to append to an error message: the log's path and its last 8 lines; empty when the log
    /// is empty or missing.
    [[nodiscard]] std::string log_tail_note(const std::string& program) const;

private:
    std::filesystem::path path_;
    common::Descriptor lock_;
};

}  // namespace tradepit::cli
