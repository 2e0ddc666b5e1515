#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>
#include <sys/types.h>

#include "common/process/temporary_folder.h"

namespace tradepit {

/// What a command left behind.
struct Finished {
    int exit_code = -1;  ///< 128 + signal when one ended it
    std::string out;
    std::string err;
    /// Standard output as JSON; fails the test when it is none.
    [[nodiscard]] nlohmann::json json() const;
};

/// A program under test, by its own process id. Killed with what it holds when the test is over.
class Command {
public:
    /// Starts `program` (a name in TRADEPIT_BIN, or a path) in `folder`.
    Command(const std::string& program, std::vector<std::string> arguments,
            const std::filesystem::path& folder);
    ~Command();
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Readable when it has ended.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    void signal(int number) const;
    /// Waits for its end; past the deadline kills it and fails the test.
    Finished finish(std::chrono::seconds deadline = std::chrono::seconds{120});

private:
    [[nodiscard]] std::string text_of(const char* name) const;

    common::TemporaryFolder output_;
    pid_t pid_ = -1;
    int descriptor_ = -1;
};

/// Starts and finishes.
Finished run_command(const std::string& program, std::vector<std::string> arguments,
                     const std::filesystem::path& folder);

/// The project's sources, and the real data; the latter is empty where there is none.
std::filesystem::path source_root();
std::filesystem::path real_data();

}  // namespace tradepit
