#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>
#include <sys/types.h>

#include "common/process/temporary_folder.h"

namespace tradepit {

/// How a command ended, and its output.
struct Finished {
    int exit_code = -1;  ///< 128 + signal number when a signal ended it
    std::string out;
    std::string err;
    /// Standard output as JSON. Fails the test when it is not JSON.
    [[nodiscard]] nlohmann::json json() const;
};

/// A running program under test. The destructor kills its whole process group, unless finish() was
/// called.
class Command {
public:
    /// Starts `program` (a name in TRADEPIT_BIN, or a path) with `folder` as its working directory.
    Command(const std::string& program, std::vector<std::string> arguments,
            const std::filesystem::path& folder);
    ~Command();
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// A descriptor to poll: readable when the program has ended.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    void signal(int number) const;
    /// Waits for the end of the program. After the deadline it kills the program and fails the
    /// test. May be called once.
    Finished finish(std::chrono::seconds deadline = std::chrono::seconds{120});

private:
    [[nodiscard]] std::string text_of(const char* name) const;

    common::TemporaryFolder output_;
    pid_t pid_ = -1;
    int descriptor_ = -1;
};

/// Starts a command and waits for its end.
Finished run_command(const std::string& program, std::vector<std::string> arguments,
                     const std::filesystem::path& folder);

/// The root folder of the project's sources.
std::filesystem::path source_root();
/// The folder with the recorded competition: TRADEPIT_DATA, else ../shared/data relative to the
/// project. Empty when it does not exist.
std::filesystem::path real_data();

}  // namespace tradepit
