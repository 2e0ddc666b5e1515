#pragma once

#include <cstdio>
#include <string>

#include "cli/display/progress.h"

namespace tradepit::cli {

/// Shows progress on `out`, standard error by default: a bar that is redrawn on a terminal, plain
/// lines elsewhere. The destructor ends an unfinished line on a terminal.
class ProgressLine {
public:
    /// `label` stands before the figures: "model-days".
    explicit ProgressLine(std::string label, std::FILE* out = stderr);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// The text after the figures; either may be empty.
    struct Aside {
        std::string doing;  ///< what is being done at this moment
        std::string
            waiting;  ///< what it waits for: shown after StallDetector::AFTER without progress
    };
    void show(std::int64_t done, std::int64_t total, common::Instant now, const Aside& aside = {});
    /// Prints the last line, also when LinePace would hold it back.
    void finish(std::int64_t done, std::int64_t total, common::Instant now);

private:
    void print(const ProgressFigures& figures, const std::string& aside);

    std::string label_;
    std::FILE* out_;
    bool terminal_;
    bool open_line_ = false;
    Progress progress_;
    StallDetector stall_;
    LinePace pace_;
};

}  // namespace tradepit::cli
