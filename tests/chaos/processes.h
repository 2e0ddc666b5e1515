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

/// A process that somebody else started, watched by its number.
class Witness {
public:
    explicit Witness(pid_t pid);
    ~Witness();
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;

    /// Whether it ends before the deadline.
    [[nodiscard]] bool ends(std::chrono::seconds deadline = std::chrono::seconds{20}) const;

private:
    int descriptor_;
};

/// SIGSTOP; returns when the process, all of its threads, has stopped.
void stop(pid_t pid);

/// The programs of a pipeline started one by one, as on a machine without `tradepit up`, in the
/// folder's run/.
class SeparatePrograms {
public:
    explicit SeparatePrograms(const std::filesystem::path& folder);

    /// Starts "writer", "broker", "query" or "worker"; returns when its sockets are there (a
    /// worker has none). `as` is the name under which it is ended: two may be of one kind.
    Command& start(const std::string& kind, const std::string& as = "");
    /// SIGTERM, and waits for its end. @return its exit code
    int end(const std::string& as);
    Command& operator[](const std::string& as) { return *running_.at(as); }

private:
    std::filesystem::path folder_;
    std::map<std::string, std::unique_ptr<Command>> running_;
};

}  // namespace tradepit
