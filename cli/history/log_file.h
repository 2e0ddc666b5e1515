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
    /// How often the text of the first message of role `user` appears. Each repetition begins a
    /// retry of the day.
    std::int64_t sessions = 0;
    /// The number of messages of each role that the database does not have. Such messages become
    /// steps of role tool if their role is `function`, else of role user.
    std::map<std::string, std::int64_t> other_roles;
    std::vector<common::FileFault> bad;  ///< lines that were left out (BadLines::skip)
};

/// Parses a log.jsonl. The alternative is a fault, and the file is refused: with BadLines::refuse
/// that of the first bad line; with BadLines::skip the first of a file that has no good line. An
/// empty file is a fault too.
[[nodiscard]] std::variant<LogFile, common::FileFault> parse_log_file(
    std::string_view text, common::BadLines bad_lines = common::BadLines::refuse);

/// Converts an ISO 8601 time to the form in the database: UTC with six decimals and Z. Accepts
/// "2025-10-30T16:44:07.383082", also with a space for the T, with more or fewer decimals (those
/// after the sixth are dropped), and with Z or an offset at the end. A time without an offset is
/// taken as UTC. Nothing for any other text.
[[nodiscard]] std::optional<std::string> as_utc(std::string_view text);

}  // namespace tradepit::cli
