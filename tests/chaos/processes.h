#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/pipeline/commands.h"

namespace tradepit {

/// Watches the end of a process that is not a child of the test. @param pid must be of a running
/// process.
class Witness {
public:
    explicit Witness(pid_t pid);
    ~Witness();
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;

    /// Waits for the end of the process. @return whether it ends within `deadline`.
    [[nodiscard]] bool ends(std::chrono::seconds deadline = std::chrono::seconds{20}) const;

private:
    int descriptor_;
};

/// Sends SIGSTOP and waits until all threads of the process have stopped.
void stop(pid_t pid);

/// Starts the programs of a pipeline one by one, without `tradepit up`, in `folder`/run.
class SeparatePrograms {
public:
    explicit SeparatePrograms(const std::filesystem::path& folder);

    /// Starts a "writer", "broker", "query" or "worker", and waits until its sockets exist (a
    /// worker has none). `as` is its name for end() and operator[], so that there may be two of one
    /// kind; empty: the kind.
    Command& start(const std::string& kind, const std::string& as = "");
    /// Sends SIGTERM and waits for the end. Fails the test when the exit code is not 0. @return the
    /// exit code
    int end(const std::string& as);
    Command& operator[](const std::string& as) { return *running_.at(as); }

private:
    std::filesystem::path folder_;
    std::map<std::string, std::unique_ptr<Command>> running_;
};

}  // namespace tradepit
