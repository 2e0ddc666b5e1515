#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/pipeline/commands.h"

namespace tradepit::faults {

/// What the disk of a program's database does (disk_faults.cpp).
struct DiskFault {
    std::string kind;  ///< kill, full, io or short
    long at = 0;       ///< which of the calls that change the database, from 1; 0: none
};

/// disk_faults.cpp, for LD_PRELOAD.
std::string disk_library();

/// The environment, NAME=value, that gives a writer this fault, once: `mark` is made when it
/// happens.
std::vector<std::string> environment_of(const DiskFault& fault, const std::filesystem::path& mark);

/// A real tradepit-writer at `folder`/results.db and ipc://`folder`/events, with a disk of ours.
class WriterProcess {
public:
    explicit WriterProcess(std::filesystem::path folder) : folder_{std::move(folder)} {}

    /// Starts it, in place of one that has ended, and waits until it serves or ends.
    /// @return whether it serves.
    bool start(std::vector<std::string> environment = {});
    [[nodiscard]] bool ended() const;
    /// Readable when it has ended.
    [[nodiscard]] int descriptor() const;
    [[nodiscard]] pid_t pid() const { return command_->pid(); }
    void signal(int number) const { command_->signal(number); }
    /// Waits for its end. @return how it ended, with what it logged.
    Finished finish();

    [[nodiscard]] std::filesystem::path database() const { return folder_ / "results.db"; }
    [[nodiscard]] std::string endpoint() const { return "ipc://" + (folder_ / "events").string(); }

private:
    [[nodiscard]] bool serves() const;

    std::filesystem::path folder_;
    std::unique_ptr<Command> command_;
};

}  // namespace tradepit::faults
