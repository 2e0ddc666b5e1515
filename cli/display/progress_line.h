#pragma once

#include <cstdio>
#include <string>

#include "cli/display/progress.h"

namespace tradepit::cli {

/// Progress on standard error: a bar that is redrawn on a terminal, plain lines elsewhere. The
/// terminal's line is ended by the destructor.
class ProgressLine {
public:
    /// `label` stands before the figures: "model-days".
    explicit ProgressLine(std::string label, std::FILE* out = stderr);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// What stands behind the figures; either may be empty.
    struct Aside {
        std::string doing;    ///< what is being done just now
        std::string waiting;  ///< what keeps it: shown once nothing moves for Stillness::AFTER
    };
    void show(std::int64_t done, std::int64_t total, common::Instant now, const Aside& aside = {});
    /// The last word, printed whatever was printed before.
    void finish(std::int64_t done, std::int64_t total, common::Instant now);

private:
    void print(const ProgressFigures& figures, const std::string& aside);

    std::string label_;
    std::FILE* out_;
    bool terminal_;
    bool open_line_ = false;
    Progress progress_;
    Stillness stillness_;
    LinePace pace_;
};

}  // namespace tradepit::cli
