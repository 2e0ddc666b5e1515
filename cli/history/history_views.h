#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/history/history_import.h"

namespace tradepit::cli {

/// {"job_id", "summary": {MODEL: rows that are new}, "imports": one object a file}.
nlohmann::ordered_json history_json(const std::string& job,
                                    const std::vector<HistoryReport>& reports);
/// The files that landed, as a table for people; one that nothing was new in too.
std::string history_text(const std::vector<HistoryReport>& reports);
/// What is to be known of each file, one "note: FILE: …" line each.
std::string history_notes(const std::vector<HistoryReport>& reports);

}  // namespace tradepit::cli
