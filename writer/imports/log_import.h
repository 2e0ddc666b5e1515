#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "common/messages/upload_messages.h"
#include "common/text/text_lines.h"

namespace tradepit::writer {

/// The stored log of one model-day: its reasoning steps in order, and the usage of its tools.
struct StoredLog {
    struct Step {
        common::Role role = common::Role::assistant;
        std::string content;
        std::string tool;  ///< the name of the tool that the step states; empty: none
    };
    std::vector<Step> steps;
    std::vector<common::ToolUsage> tools;
};

/// What the import of a log adds to the stored one.
struct LogPlan {
    std::size_t present = 0;  ///< how many leading steps of the file are stored already
    /// The usage to store, as the file states it: of each tool that has none stored. If the file
    /// has more steps than are stored, also of each tool whose stored number of calls is another.
    std::vector<common::ToolUsage> tools;
};

/// Compares a log.jsonl with the stored log of its day. Steps are only appended: the file and the
/// stored steps must agree in role, content and tool as far as both go. Timestamps are not
/// compared. Pure.
/// @return the plan, or a fault with the line (0: the whole file): a step that differs from the
/// stored one, an invalid timestamp, a name or usage of a tool that is invalid or there twice, or
/// more than a limit allows.
[[nodiscard]] std::variant<LogPlan, common::FileFault> plan_log(const common::LogImport& import,
                                                                const StoredLog& stored);

}  // namespace tradepit::writer
