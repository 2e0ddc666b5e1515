#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/prices/price_import.h"

namespace tradepit::cli {

/// A column of a table, and where its cells come from.
struct ViewColumn {
    /// A number as it is sent.
    static constexpr int AS_TEXT = -1;

    const char* heading;
    const char* pointer;  ///< a JSON pointer into the row
    int decimals = AS_TEXT;
};

/// A table of an answer's rows.
struct View {
    std::string_view shapes;  ///< of its rows (common/shapes), separated by spaces
    std::span<const ViewColumn> columns;
};

/// Every table of a pipeline's answer.
[[nodiscard]] std::span<const View> all_views();

/// The pipeline's answers as tables for people. What an answer does not have is left out, so that
/// an older or newer query's can be shown too.
std::string leaderboard_text(const nlohmann::ordered_json& leaderboard);
/// A line a model with the figures that people ask for first; --json has all.
std::string analytics_text(const nlohmann::ordered_json& analytics);
std::string jobs_text(const nlohmann::ordered_json& jobs);
std::string markets_text(const nlohmann::ordered_json& markets);
std::string timeseries_text(const nlohmann::ordered_json& timeseries);
/// Any of the three shapes of GET /results.
std::string results_text(const nlohmann::ordered_json& results);
/// The warnings of a document, one "note: …" line each.
std::string notes_text(const nlohmann::ordered_json& document);
/// A job's progress in lines, its warnings, what its models wait for, and its failed model-days
/// with their errors.
std::string status_text(const nlohmann::ordered_json& status);
/// What is to be known of each file, one "note: FILE: …" line each.
std::string import_notes(const std::vector<ImportReport>& reports);
std::string import_text(const std::vector<ImportReport>& reports);
nlohmann::ordered_json import_json(const std::vector<ImportReport>& reports);

/// The text as a document. @throws std::runtime_error when a pipeline's answer is not JSON.
nlohmann::ordered_json parse_answer(std::string_view body);

}  // namespace tradepit::cli
