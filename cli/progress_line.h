#pragma once

#include <cstdio>
#include <string>

#include "cli/progress.h"

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

    /// `waiting` is what keeps it, which is shown once nothing has moved for Stillness::AFTER; may
    /// be empty.
    void show(std::int64_t done, std::int64_t total, common::Instant now,
              const std::string& waiting = {});
    /// The last word, printed whatever was printed before.
    void finish(std::int64_t done, std::int64_t total, common::Instant now);

private:
    void print(const ProgressFigures& figures, const std::string& waiting = {});

    std::string label_;
    std::FILE* out_;
    bool terminal_;
    bool open_line_ = false;
    Progress progress_;
    Stillness stillness_;
    LinePace pace_;
};

}  // namespace tradepit::cli
