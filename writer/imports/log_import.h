#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "common/messages/upload_messages.h"
#include "common/text/text_lines.h"

namespace tradepit::writer {

/// The stored log of one model-day: its steps in order, and its tools.
struct StoredLog {
    struct Step {
        common::Role role = common::Role::assistant;
        std::string content;
        std::string tool;
    };
    std::vector<Step> steps;
    std::vector<common::ToolUsage> tools;
};

/// What the import of a log adds to the stored one.
struct LogPlan {
    std::size_t present = 0;  ///< how many leading steps of the file are stored already
    /// Usage of tools that is new; if the file has more steps than are stored, changed usage too.
    std::vector<common::ToolUsage> tools;
};

/// Compares a log.jsonl with the stored log of its day. Steps are only appended: the file and the
/// stored steps must agree as far as both go. Pure.
/// @return the plan, or a fault that names the line (0: the whole file).
[[nodiscard]] std::variant<LogPlan, common::FileFault> plan_log(const common::LogImport& import,
                                                                const StoredLog& stored);

}  // namespace tradepit::writer
