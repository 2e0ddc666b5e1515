#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/pipeline/commands.h"

namespace tradepit::faults {

/// A disk fault that disk_faults.cpp causes.
struct DiskFault {
    std::string kind;  ///< kill, full, io or short
    long at = 0;       ///< number of the database-changing call, from 1; 0: none
};

/// The path of the library of disk_faults.cpp, for LD_PRELOAD.
std::string disk_library();

/// The environment variables (NAME=value) with which a writer has this fault once. The file `mark`
/// is made when it happens.
std::vector<std::string> environment_of(const DiskFault& fault, const std::filesystem::path& mark);

/// A tradepit-writer process with the database `folder`/results.db and the endpoint
/// ipc://`folder`/events. Its environment may give it disk faults.
class WriterProcess {
public:
    explicit WriterProcess(std::filesystem::path folder) : folder_{std::move(folder)} {}

    /// Starts the writer, also again after it has ended, and waits until it accepts connections or
    /// ends. @return whether it accepts connections.
    bool start(std::vector<std::string> environment = {});
    [[nodiscard]] bool ended() const;
    /// A descriptor to poll: readable when the process has ended.
    [[nodiscard]] int descriptor() const;
    [[nodiscard]] pid_t pid() const { return command_->pid(); }
    void signal(int number) const { command_->signal(number); }
    /// Waits for the end of the process. @return its exit code and its output.
    Finished finish();

    [[nodiscard]] std::filesystem::path database() const { return folder_ / "results.db"; }
    [[nodiscard]] std::string endpoint() const { return "ipc://" + (folder_ / "events").string(); }

private:
    [[nodiscard]] bool serves() const;

    std::filesystem::path folder_;
    std::unique_ptr<Command> command_;
};

}  // namespace tradepit::faults
