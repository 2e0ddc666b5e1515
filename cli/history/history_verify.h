#pragma once

#include <filesystem>
#include <string>

#include "cli/history/history_comparison.h"
#include "cli/pipeline/connection.h"

namespace tradepit::cli {

/// Compares the files at or below `folder` (positions and logs, as an import finds them) with the
/// rows of an ended job, both ways: a model or day that only one side has is a difference too.
/// Logs are compared where there is a file of any.
/// @throws UsageError for a folder with neither, or a file that cannot be read; Refused.
Comparison verify_job(Connection& connection, const std::string& job,
                      const std::filesystem::path& folder);

}  // namespace tradepit::cli
