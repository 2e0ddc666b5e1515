#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/prices/price_import.h"

namespace tradepit::cli {

/// A column of a table, and where its cells come from. A cell without a value is "-"; a cell for a
/// list or an object has the number of its items.
struct ViewColumn {
    /// A value of `decimals`: numbers are shown as they were sent, and the column is left-aligned.
    static constexpr int AS_TEXT = -1;

    const char* heading;
    const char* pointer;     ///< a JSON pointer into the row
    int decimals = AS_TEXT;  ///< of a number
};

/// How the rows of an answer are shown as a table.
struct View {
    std::string_view shapes;  ///< the names of a row's possible shapes, separated by spaces
    std::span<const ViewColumn> columns;
};

/// The views of all answers of the pipeline. A test compares them with the shapes.
[[nodiscard]] std::span<const View> all_views();

// The answers of the pipeline as text for people. Each takes the parsed body of an answer. A field
// that the answer does not have is left out, so that the answers of an older or newer query can be
// shown too.

std::string leaderboard_text(const nlohmann::ordered_json& leaderboard);
/// One line a model with the most used figures of analytics. The command's --json prints all of
/// them.
std::string analytics_text(const nlohmann::ordered_json& analytics);
std::string jobs_text(const nlohmann::ordered_json& jobs);
std::string markets_text(const nlohmann::ordered_json& markets);
std::string timeseries_text(const nlohmann::ordered_json& timeseries);
/// A table for any of the three shapes of GET /results.
std::string results_text(const nlohmann::ordered_json& results);
/// The warnings of a document, one "note: …" line each.
std::string notes_text(const nlohmann::ordered_json& document);
/// A job's own fields, its progress, its warnings, the next open day of each listed model with what
/// that day waits for, and the listed failed model-days with their errors.
std::string status_text(const nlohmann::ordered_json& status);
/// The notes on the price files, and the symbols that were left out, one "note: FILE: …" line each.
std::string import_notes(const std::vector<ImportReport>& reports);
/// A table with the counts of each price file. is_committed() must hold for every report.
std::string import_text(const std::vector<ImportReport>& reports);
/// A list with one object a price file: its counts if is_committed() holds for it, else the reason.
nlohmann::ordered_json import_json(const std::vector<ImportReport>& reports);

/// Parses the body of an answer. @throws std::runtime_error when it is not JSON.
nlohmann::ordered_json parse_answer(std::string_view body);

}  // namespace tradepit::cli
