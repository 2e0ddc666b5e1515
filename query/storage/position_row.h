#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "query/storage/reader.h"

/// The rows of the table `positions`, as the API and the mirrored files have them.
namespace tradepit::query {

/// A statement that selects the columns that position_row() reads.
/// @param where what follows WHERE: the condition, and after it ORDER BY and LIMIT. It may use the
/// tables p (positions) and d (job_details).
[[nodiscard]] std::string select_positions_where(std::string_view where);

/// The present row of `rows` as an object, with its holdings and, as `status`, the status of its
/// model-day.
[[nodiscard]] nlohmann::ordered_json position_row(Reader& reader, const Rows& rows);

/// Calls `take` with each row of one model-day, in the order of action_id.
void each_day_row(Reader& reader, const std::string& job_id, const std::string& model,
                  const std::string& date,
                  const std::function<void(const nlohmann::ordered_json&)>& take);

}  // namespace tradepit::query
