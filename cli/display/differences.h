#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::cli {

/// Sums up the rows of GET /jobs/{id}/differences by model. Each input row has a model, a date and
/// the report of its replay ({"records", "matched", "differences": […]}). The result has one row a
/// model, in byte order of the names:
/// {"model", "records", "matched", "count", "kinds": {kind: n}, "first": {"date", …} | null}.
/// "kinds" counts the entries of "differences" by their kind. "count" leaves out the recorded
/// trades with the amount 0, of which a replay makes no row, so that nothing differs. "first" is
/// the first entry of the earliest date that "count" has; null where it has none.
nlohmann::ordered_json summarise_differences(const nlohmann::ordered_json& rows);

/// The result of summarise_differences() as a table.
std::string differences_text(const nlohmann::ordered_json& summary);

}  // namespace tradepit::cli
