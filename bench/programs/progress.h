#pragma once

#include <stdexcept>
#include <string>

#include "common/process/stop_signals.h"
#include "common/time.h"

namespace tradepit::bench {

/// Thrown after SIGINT or SIGTERM. Unwinding ends all programs that the bench started.
struct Interrupted : std::runtime_error {
    Interrupted() : std::runtime_error("interrupted") {}
};

/// Shows on standard error what the bench is doing, and notices SIGINT and SIGTERM. Not
/// thread-safe.
class Progress {
public:
    Progress();

    /// Shows the name of the next piece of work. @throws Interrupted after SIGINT or SIGTERM.
    void begin(const std::string& work);
    /// Shows that `done` of `total` parts of the work are done, in percent, and the seconds left.
    /// Prints on terminals only, and at most every 200 ms. @throws as begin().
    void show(std::size_t done, std::size_t total);
    /// Looks for signals. @throws as begin().
    void check();
    /// Clears the line; does nothing where standard error is no terminal.
    void end();

private:
    common::StopSignals signals_;
    bool terminal_;
    std::string work_;         ///< the name of the present piece of work
    common::Instant began_{};  ///< when begin() was last called
    common::Instant shown_{};  ///< when begin() or show() last printed
};

}  // namespace tradepit::bench
