#include "writer/imports/log_import.h"

#include <algorithm>
#include <optional>

#include "common/limits.h"
#include "common/text/quoted.h"
#include "common/time.h"

namespace tradepit::writer {

using namespace common;

namespace {

std::string limit_text(std::size_t count, const char* what, std::size_t limit, const char* name) {
    return std::to_string(count) + " " + what + " where " + std::to_string(limit) +
           " are the limit (" + name + ")";
}

std::optional<FileFault> log_fault(const LogImport& import) {
    if (import.steps.size() > HISTORY_RECORDS_MAX)
        return FileFault{0, limit_text(import.steps.size(), "steps", HISTORY_RECORDS_MAX,
                                       "HISTORY_RECORDS_MAX")};
    if (import.tools.size() > DAY_TOOLS_MAX)
        return FileFault{0,
                         limit_text(import.tools.size(), "tools", DAY_TOOLS_MAX, "DAY_TOOLS_MAX")};
    for (const LoggedStep& step : import.steps) {
        if (step.content.size() > STEP_BYTES_MAX)
            return FileFault{step.line, limit_text(step.content.size(), "bytes of content",
                                                   STEP_BYTES_MAX, "STEP_BYTES_MAX")};
        if (step.tool.size() > NAME_BYTES_MAX)
            return FileFault{step.line, limit_text(step.tool.size(), "bytes of a tool's name",
                                                   NAME_BYTES_MAX, "NAME_BYTES_MAX")};
        if (!step.timestamp.empty() && !parse_utc(step.timestamp))
            return FileFault{step.line, quoted_text(step.timestamp) +
                                            " is not a timestamp such as 2025-10-01T14:30:00Z"};
    }
    for (std::size_t i = 0; i < import.tools.size(); ++i) {
        const ToolUsage& tool = import.tools[i];
        const bool is_repeated =
            std::any_of(import.tools.begin(), import.tools.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const ToolUsage& other) { return other.tool == tool.tool; });
        if (tool.tool.empty() || tool.tool.size() > NAME_BYTES_MAX)
            return FileFault{0, "a tool's name must have 1 to " + std::to_string(NAME_BYTES_MAX) +
                                    " bytes, got " + std::to_string(tool.tool.size())};
        const auto usage = "the usage of tool " + quoted_text(tool.tool);
        if (tool.calls < 0)
            return FileFault{
                0, usage + ": calls must be at least 0, got " + std::to_string(tool.calls)};
        if (is_repeated) return FileFault{0, usage + " is there twice"};
    }
    return std::nullopt;
}

/// Timestamps are not compared: a step without one was stored with the time of its import.
bool same_step(const StoredLog::Step& stored, const LoggedStep& step) {
    return stored.role == step.role && stored.content == step.content && stored.tool == step.tool;
}

}  // namespace

std::variant<LogPlan, FileFault> plan_log(const LogImport& import, const StoredLog& stored) {
    if (auto fault = log_fault(import)) return *std::move(fault);
    LogPlan plan{.present = std::min(stored.steps.size(), import.steps.size()), .tools = {}};
    for (std::size_t i = 0; i < plan.present; ++i)
        if (!same_step(stored.steps[i], import.steps[i]))
            return FileFault{import.steps[i].line, "differs from what was imported as step " +
                                                       std::to_string(i + 1) +
                                                       ": steps are added, and not changed"};
    const bool has_new_steps = import.steps.size() > stored.steps.size();
    for (const ToolUsage& tool : import.tools) {
        const auto known =
            std::find_if(stored.tools.begin(), stored.tools.end(),
                         [&](const ToolUsage& other) { return other.tool == tool.tool; });
        if (known == stored.tools.end() || (has_new_steps && known->calls != tool.calls))
            plan.tools.push_back(tool);
    }
    return plan;
}

}  // namespace tradepit::writer
