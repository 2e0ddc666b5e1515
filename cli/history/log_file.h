#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/messages/upload_messages.h"
#include "common/records/record_file.h"

namespace tradepit::cli {

/// The content of a log.jsonl. A line is {"signature", "new_messages": a message or a list of
/// messages, "timestamp"?}, and a message is {"role", "content", "name"?}. `tradepit export` adds
/// "tool_name" to a message, and a line {"tool_usage": {TOOL: {"calls", "seconds"}}}.
struct LogFile {
    std::vector<common::LoggedStep> steps;
    /// From the tool_usage line; without one, counted from the messages of role `tool` with a name.
    std::vector<common::ToolUsage> tools;
    std::set<std::string> signatures;  ///< all that the lines name
    /// How often the first message of role `user` appears. Each further time is a retry of the day.
    std::int64_t sessions = 0;
    /// The number of messages by role, for roles that the schema does not have. `function` is
    /// stored as tool, any other role as user.
    std::map<std::string, std::int64_t> other_roles;
    std::vector<common::FileFault> bad;  ///< lines that were left out (BadLines::skip)
};

/// Parses a log.jsonl. The alternative is the first fault: of a bad line with BadLines::refuse, of
/// a file without a good line with BadLines::skip, and of an empty file.
[[nodiscard]] std::variant<LogFile, common::FileFault> parse_log_file(
    std::string_view text, common::BadLines bad_lines = common::BadLines::refuse);

/// Converts an ISO 8601 time to the form in the database: UTC with six decimals and Z. Accepts
/// "2025-10-30T16:44:07.383082", also with a space for the T, other decimals, and Z or an offset. A
/// time without an offset is taken as UTC. Nothing for any other text.
[[nodiscard]] std::optional<std::string> as_utc(std::string_view text);

}  // namespace tradepit::cli
