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

/// The content of a log.jsonl. A line is {"signature"?, "new_messages": a message or a list of
/// messages, "timestamp"?}, and a message is {"role", "content"?, "name"?}; "?" marks what may be
/// missing. `tradepit export` adds "tool_name" to a message, and a line {"tool_usage": {TOOL:
/// {"calls", "seconds"?}}}.
struct LogFile {
    std::vector<common::LoggedStep> steps;
    /// From the last tool_usage line. Without one, counted from the steps of role `tool` that name
    /// a tool.
    std::vector<common::ToolUsage> tools;
    std::set<std::string> signatures;  ///< all that the lines name
    /// How many steps of role `user` have the text of the first such step. Each of them begins the
    /// day anew, so those after the first are retries.
    std::int64_t sessions = 0;
    /// By role the number of messages with other roles than `user`, `assistant` and `tool`. The
    /// database has only those three: messages of role `function` become steps of role `tool`, all
    /// others of role `user`.
    std::map<std::string, std::int64_t> other_roles;
    std::vector<common::FileFault> bad;  ///< lines that were left out (BadLines::skip)
};

/// Parses a log.jsonl. A FileFault says why the file is refused. With BadLines::refuse it is the
/// fault of the first bad line. With BadLines::skip bad lines are left out, and only a file without
/// a good line is refused, with the fault of the first bad line. An empty file is always refused.
[[nodiscard]] std::variant<LogFile, common::FileFault> parse_log_file(
    std::string_view text, common::BadLines bad_lines = common::BadLines::refuse);

/// Converts an ISO 8601 time to the form in the database: UTC with six decimals and Z. Accepts
/// "2025-10-30T16:44:07.383082", also with a space for the T, with more or fewer decimals (those
/// after the sixth are dropped), and with Z or an offset at the end. A time without an offset is
/// taken as UTC. Returns nothing for any other text.
[[nodiscard]] std::optional<std::string> as_utc(std::string_view text);

}  // namespace tradepit::cli
