#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::cli {

/// Sums up the rows of GET /jobs/{id}/differences by model. Each input row has a model, a date and
/// the report of its replay ({"records", "matched", "differences": […]}). The result has one row a
/// model, in byte order of the names:
/// {"model", "records", "matched", "count", "kinds": {kind: n}, "first": {"date", …} | null}.
/// A recorded trade with the amount 0 is counted in `kinds` but not in `count`, because a replay
/// makes no row of it and differs in nothing.
nlohmann::ordered_json summarise_differences(const nlohmann::ordered_json& rows);

/// The summary as a table.
std::string differences_text(const nlohmann::ordered_json& summary);

}  // namespace tradepit::cli
