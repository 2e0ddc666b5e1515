#pragma once

#include <filesystem>
#include <string>

#include <sys/types.h>

#include "common/process/descriptor.h"

namespace tradepit::cli {

/// The folder where one pipeline has its sockets, pid files and logs, made with mode 0700 and
/// locked for as long as this lives: a second pipeline in it would steal the first one's sockets.
class RunFolder {
public:
    /// @throws std::runtime_error when another process has the folder (names its pid), or when the
    /// folder cannot be made.
    explicit RunFolder(std::filesystem::path path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path log_of(const std::string& program) const;

    /// `<program>.pid`: replaced whole, so that a reader never sees half a number.
    void write_pid(const std::string& program, pid_t pid) const;
    void remove_pid(const std::string& program) const;

    /// The last `lines` lines of a program's log; empty when there is none.
    [[nodiscard]] std::string log_tail(const std::string& program, std::size_t lines) const;
    /// The same for the end of a message: the log's name and its last lines, or nothing.
    [[nodiscard]] std::string log_tail_note(const std::string& program) const;

private:
    std::filesystem::path path_;
    common::Descriptor lock_;
};

}  // namespace tradepit::cli
