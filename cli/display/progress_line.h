#pragma once

#include <cstdio>
#include <string>

#include "cli/display/progress.h"

namespace tradepit::cli {

/// Shows progress on `out`, standard error by default: on a terminal a bar that is redrawn,
/// elsewhere plain lines. The destructor ends an unfinished line on a terminal.
class ProgressLine {
public:
    /// `label` stands before the figures: "model-days".
    explicit ProgressLine(std::string label, std::FILE* out = stderr);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// The text after the figures; either may be empty.
    struct Aside {
        std::string doing;        ///< what is being done at this moment
        std::string waiting_for;  ///< shown after StallDetector::STALLED_AFTER without progress
    };
    /// Shows the progress at `now`. Where `out` is no terminal, calls within LinePace::LINES_APART
    /// of the last line print nothing.
    void show(std::int64_t done, std::int64_t total, common::Instant now, const Aside& aside = {});
    /// Prints the last line, whatever the time since the one before.
    void finish(std::int64_t done, std::int64_t total, common::Instant now);

private:
    void print(const ProgressFigures& figures, const std::string& aside);

    std::string label_;
    std::FILE* out_;
    bool terminal_;           ///< whether out_ is one
    bool open_line_ = false;  ///< whether a bar without a newline is on the terminal
    Progress progress_;
    StallDetector stall_;
    LinePace pace_;
};

}  // namespace tradepit::cli
