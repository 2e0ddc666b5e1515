#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cli/pipeline/connection.h"
#include "common/market/market_rules.h"

namespace tradepit::cli {

/// What was written for one model.
struct Exported {
    std::int64_t records = 0;  ///< lines of its position.jsonl
    std::int64_t steps = 0;    ///< reasoning steps, one a line, in all of its log.jsonl together
};

/// Writes an ended job in the format in which competitions are published:
/// MODEL/position/position.jsonl and MODEL/log/DATE/log.jsonl below `folder`, which must be new or
/// empty. An import of these files makes the same rows. `progress` is called while they are
/// written, with the number of positions and reasoning steps so far. The result has an entry for
/// each model.
/// @throws UsageError for the folder, or for a model whose name cannot be a folder's; Refused for a
/// job that has not ended; Unreachable; std::runtime_error when a file cannot be written.
std::map<std::string, Exported> export_job(Connection& connection, const std::string& job,
                                           const std::filesystem::path& folder,
                                           const std::vector<common::MarketRules>& markets,
                                           const std::function<void(std::int64_t)>& progress);

}  // namespace tradepit::cli
