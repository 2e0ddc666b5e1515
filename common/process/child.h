#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "common/process/descriptor.h"

namespace tradepit::common {

/// A program to start.
struct ChildCommand {
    std::filesystem::path executable;
    std::vector<std::string> arguments;  ///< without the program's own name
    /// Standard output and error are appended to this file. Empty: they go to this process's
    /// standard error, or with `captured` to Child::output().
    std::filesystem::path log;
    /// Environment variables of this process that the child does not get.
    std::vector<std::string> without_environment;
    /// Standard output and error can be read from Child::output(). Ignored where `log` is not
    /// empty.
    bool captured = false;
};

/// How a process ended.
struct ProcessEnd {
    int code = 0;    ///< the exit code; 0 where a signal killed it
    int signal = 0;  ///< the signal that killed it; 0: it exited
    /// "exited with code 1", "was killed by signal 9"
    [[nodiscard]] std::string text() const;
};

/// A child process. The kernel kills it when the thread that started it ends, even when SIGKILL
/// ends this process. It has a process group of its own, so that Ctrl-C reaches only this process,
/// which then ends its children itself. The destructor kills the child and waits for its end.
class Child {
public:
    /// @throws std::system_error when it cannot be started. A program that cannot be executed is
    /// seen as one that exits with code 127.
    explicit Child(const ChildCommand& command);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// A descriptor that is readable once the child has ended.
    [[nodiscard]] int descriptor() const { return pidfd_.number(); }
    /// A non-blocking descriptor for what a captured child prints; -1 for any other child.
    [[nodiscard]] int output() const { return output_.number(); }
    /// Sends the signal of that number to the child; does nothing once ended() has returned its
    /// end.
    void signal(int number) const;
    /// How the child ended, without waiting; nothing while it runs.
    std::optional<ProcessEnd> ended();

private:
    pid_t pid_ = -1;
    Descriptor pidfd_;
    Descriptor output_;
    std::optional<ProcessEnd> ended_;
};

}  // namespace tradepit::common
