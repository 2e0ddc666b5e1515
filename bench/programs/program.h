#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/programs/progress.h"
#include "common/process/child.h"

namespace tradepit::bench {

/// Where Debian has Python.
inline constexpr const char* PYTHON = "/usr/bin/python3";

/// A child process of the bench. The destructor kills it.
class Program {
public:
    /// Starts it. Standard output and error are appended to the file `log`.
    /// @throws std::runtime_error when there is no such executable, std::system_error when it
    /// cannot be started.
    Program(const std::filesystem::path& executable, const std::vector<std::string>& arguments,
            std::filesystem::path log);

    /// The process.
    [[nodiscard]] pid_t process() const { return child_.pid(); }
    /// @throws std::runtime_error with the end of its log when the process has ended.
    void check_running();
    /// Waits until the process ends by itself. @throws std::runtime_error with the end of its log
    /// when it does not end within `span`, or not with exit code 0; Interrupted on SIGINT or
    /// SIGTERM.
    void await_end(std::chrono::milliseconds span, Progress& progress);
    /// Sends SIGTERM and waits for the end. @throws std::runtime_error with the end of its log when
    /// the process has ended before, does not end within 30 s, or not with exit code 0.
    void stop();

private:
    /// Waits at most `span` for the end of the process. @return whether it has ended.
    [[nodiscard]] bool ends_within(std::chrono::milliseconds span) const;
    /// Throws unless the process ended with exit code 0.
    void check_end();
    /// @throws std::runtime_error with `what` and the end of the log.
    [[noreturn]] void fail(const std::string& what) const;

    std::string name_;
    std::filesystem::path log_;
    common::Child child_;
};

}  // namespace tradepit::bench
