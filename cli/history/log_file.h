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

/// A log.jsonl: {"signature", "new_messages": a message or a list of them, "timestamp"?} a line, a
/// message being {"role", "content", "name"?}. `tradepit export` adds "tool_name" to a message, and
/// a line {"tool_usage": {TOOL: {"calls", "seconds"}}}.
struct LogFile {
    std::vector<common::LoggedStep> steps;
    /// As the file says it, else counted from the messages of tools that are named.
    std::vector<common::ToolUsage> tools;
    std::set<std::string> signatures;
    /// How often what the user said first is said: more than one are retries.
    std::int64_t sessions = 0;
    /// Messages of roles that the schema has none of, by role: `function` is kept as tool, every
    /// other as user.
    std::map<std::string, std::int64_t> other_roles;
    std::vector<common::FileFault> bad;  ///< lines that were left out (BadLines::skip)
};

[[nodiscard]] std::variant<LogFile, common::FileFault> parse_log_file(
    std::string_view text, common::BadLines bad_lines = common::BadLines::refuse);

/// "2025-10-30T16:44:07.383082" (with a space, fewer digits, or Z and offsets too) as the database
/// has times: UTC, six digits, Z. A time without a zone is taken for UTC.
[[nodiscard]] std::optional<std::string> as_utc(std::string_view text);

}  // namespace tradepit::cli
