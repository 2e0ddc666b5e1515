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
struct ExportCounts {
    std::int64_t records = 0;  ///< lines of its position.jsonl
    std::int64_t steps = 0;    ///< reasoning steps, one a line, in all of its log.jsonl together
};

/// Writes an ended job in the format in which competitions are published:
/// MODEL/position/position.jsonl and MODEL/log/DATE/log.jsonl below `folder`, which must be new or
/// empty. MODEL is the folder of the model's name (common/text/folder_name.h). An import of these
/// files makes the same rows. `markets` is the content of markets.json.
/// `progress` is called while the files are written, with the number of positions and reasoning
/// steps so far. The result has an entry for each model of which anything was written.
/// @throws UsageError when the folder is neither new nor empty, or where the models cannot all have
/// folders of their own in it, and then nothing is left in it; Refused when the job does not exist
/// or has not ended; Unreachable; std::system_error when a file cannot be written. Files that were
/// written before the fault stay.
std::map<std::string, ExportCounts> export_job(Connection& connection, const std::string& job,
                                               const std::filesystem::path& folder,
                                               const std::vector<common::MarketRules>& markets,
                                               const std::function<void(std::int64_t)>& progress);

}  // namespace tradepit::cli
