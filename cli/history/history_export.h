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

/// What was written of one model.
struct Exported {
    std::int64_t records = 0;
    std::int64_t steps = 0;
};

/// Writes an ended job as the original wrote it: MODEL/position/position.jsonl and
/// MODEL/log/DATE/log.jsonl below `folder`, which must be new or empty. An import of it makes the
/// same rows. `progress(rows)` is called as they are written.
/// @throws UsageError for the folder or a model whose name is no file's; Refused for a job that has
/// not ended; std::runtime_error for what cannot be written.
std::map<std::string, Exported> export_job(Connection& connection, const std::string& job,
                                           const std::filesystem::path& folder,
                                           const std::vector<common::MarketRules>& markets,
                                           const std::function<void(std::int64_t)>& progress);

}  // namespace tradepit::cli
