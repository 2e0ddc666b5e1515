#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "common/process/descriptor.h"

namespace tradepit::common {

struct ChildCommand {
    std::filesystem::path executable;
    std::vector<std::string> arguments;  ///< without the program's own name
    /// Appended to, standard output and error both; empty: our standard error, for both.
    std::filesystem::path log;
    /// Variables of our environment that it does not get.
    std::vector<std::string> without_environment;
    /// With an empty log: what it prints comes to Child::output() instead.
    bool captured = false;
};

/// How a process ended.
struct Ended {
    int code = 0;    ///< exit code, when it exited
    int signal = 0;  ///< the signal that killed it, else 0
    /// "exited with code 1", "was killed by signal 9"
    [[nodiscard]] std::string text() const;
};

/// A running process of ours. The kernel kills it when our process ends, whatever ends that. It has
/// a process group of its own, so that Ctrl-C reaches us alone and we end things in order. The
/// destructor kills it and waits for its end.
class Child {
public:
    /// @throws std::system_error when it cannot be started. A program that cannot be executed is
    /// seen as one that exits with code 127.
    explicit Child(const ChildCommand& command);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Readable once it has ended.
    [[nodiscard]] int descriptor() const { return pidfd_.number(); }
    /// What it prints, when it is captured: never waits. Else -1.
    [[nodiscard]] int output() const { return output_.number(); }
    void signal(int number) const;
    /// How it ended, without waiting; nothing while it runs.
    std::optional<Ended> ended();

private:
    pid_t pid_ = -1;
    Descriptor pidfd_;
    Descriptor output_;
    std::optional<Ended> ended_;
};

}  // namespace tradepit::common
