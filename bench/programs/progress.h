#pragma once

#include <stdexcept>
#include <string>

#include "common/process/stop_signals.h"
#include "common/time.h"

namespace tradepit::bench {

/// Thrown when the user wants to stop: everything started is ended on the way out.
struct Interrupted : std::runtime_error {
    Interrupted() : std::runtime_error("interrupted") {}
};

/// What happens now, on standard error; and the place that notices Ctrl-C.
class Progress {
public:
    Progress();

    /// A new piece of work. @throws Interrupted after SIGINT or SIGTERM, as the next one does.
    void begin(const std::string& work);
    /// How far it is; shown a few times a second at most, on terminals only.
    void show(std::size_t done, std::size_t total);
    void check();
    /// Clears the line on a terminal.
    void end();

private:
    common::StopSignals signals_;
    bool terminal_;
    std::string work_;
    common::Instant began_{};
    common::Instant shown_{};
};

}  // namespace tradepit::bench
