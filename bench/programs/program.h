#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/programs/progress.h"
#include "common/process/child.h"

namespace tradepit::bench {

/// A program that the bench runs as its child, with a log.
class Program {
public:
    /// @throws std::system_error when it cannot be started.
    Program(const std::filesystem::path& executable, const std::vector<std::string>& arguments,
            std::filesystem::path log);
    /// Kills it, when it still runs.
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// @throws std::runtime_error with the end of its log, when it has ended.
    void check_running();
    /// Waits until it ends by itself. @throws std::runtime_error with the end of its log, when it
    /// does not within `span` or not with 0; Interrupted.
    void await_end(std::chrono::milliseconds span, Progress& progress);
    /// Asks it to drain and waits for it. @throws std::runtime_error with the end of its log, when
    /// it does not end by itself within half a minute, or not with 0.
    void stop();

private:
    /// Waits until it has ended, `span` at most. @return whether it has.
    [[nodiscard]] bool ends_within(std::chrono::milliseconds span) const;
    void check_end();
    [[noreturn]] void fail(const std::string& what) const;

    std::string name_;
    std::filesystem::path log_;
    common::Child child_;
};

}  // namespace tradepit::bench
