#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::cli {

/// Sums up GET /jobs/{id}/differences, one row a (model, date) with what its replay reported
/// ({"records", "matched", "differences": […]}), per model and in byte order:
/// {"model", "records", "matched", "count", "kinds": {kind: n}, "first": {"date", …} | null}.
/// Recorded trades of 0 are among the kinds only: they make no row, and differ in nothing.
nlohmann::ordered_json summarise_differences(const nlohmann::ordered_json& rows);

/// The same as a table.
std::string differences_text(const nlohmann::ordered_json& summary);

}  // namespace tradepit::cli
