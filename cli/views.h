#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/price_import.h"

namespace tradepit::cli {

/// The pipeline's answers as tables for people. What an answer does not have is left out, so that
/// an older or newer query's can be shown too.
std::string leaderboard_text(const nlohmann::json& leaderboard);
std::string jobs_text(const nlohmann::json& jobs);
std::string markets_text(const nlohmann::json& markets);
std::string timeseries_text(const nlohmann::json& timeseries);
/// Any of the three shapes of GET /results.
std::string results_text(const nlohmann::json& results);
/// A job's progress in lines, its failed model-days with their errors.
std::string status_text(const nlohmann::json& status);
std::string import_text(const std::vector<ImportReport>& reports);
nlohmann::json import_json(const std::vector<ImportReport>& reports);

/// The text as a document. @throws std::runtime_error when a pipeline's answer is not JSON.
nlohmann::json parse_answer(std::string_view body);

}  // namespace tradepit::cli
