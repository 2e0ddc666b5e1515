#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "common/messages/upload_messages.h"
#include "common/text/text_lines.h"

namespace tradepit::writer {

/// What is stored of one model's day: its steps in order, and its tools.
struct StoredLog {
    struct Step {
        common::Role role = common::Role::assistant;
        std::string content;
        std::string tool;
    };
    std::vector<Step> steps;
    std::vector<common::ToolUsage> tools;
};

struct LogPlan {
    std::size_t present = 0;               ///< how many of the file's leading steps are stored
    std::vector<common::ToolUsage> tools;  ///< to be set
};

/// A log.jsonl beside what is stored of its day: steps are only added, behind those that are there,
/// which must be the file's first ones. The fault names the line.
[[nodiscard]] std::variant<LogPlan, common::FileFault> plan_log(const common::LogImport& import,
                                                                const StoredLog& stored);

}  // namespace tradepit::writer
