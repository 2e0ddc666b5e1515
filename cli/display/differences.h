#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::cli {

/// Sums up an answer to GET /jobs/{id}/differences, or the list of its rows, by model. Each row has
/// a model, a date and the report of the replay on that model-day: {"records", "matched",
/// "differences": […]} (docs/AGENTS.md). The result has one row a model, in byte order of the
/// names:
/// {"model", "records", "matched", "count", "kinds": {kind: n}, "first": {"date", …} | null}.
/// "kinds" counts the entries of "differences" by their kind. "count" is the number of all entries
/// except those of kind "amount_zero": a replay leaves out recorded trades of amount 0, which is no
/// difference. "first" is the first entry, of those counted, on the earliest date; null where there
/// is none.
nlohmann::ordered_json summarise_differences(const nlohmann::ordered_json& answer);

/// The result of summarise_differences() as a table.
std::string differences_text(const nlohmann::ordered_json& summary);

}  // namespace tradepit::cli
