#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "query/storage/reader.h"

/// The rows of the table `positions`, as the API and the mirrored files have them.
namespace tradepit::query {

/// A SELECT of what position_row() reads; `where` is the rest of the statement. It calls the tables
/// p (positions) and d (job_details).
[[nodiscard]] std::string select_positions_where(std::string_view where);

/// A row with its holdings and, as `status`, that of its model-day.
[[nodiscard]] nlohmann::ordered_json position_row(Reader& reader, const Rows& rows);

/// The rows of one model-day, one by one in their order.
void each_day_row(Reader& reader, const std::string& job_id, const std::string& model,
                  const std::string& date,
                  const std::function<void(const nlohmann::ordered_json&)>& take);

}  // namespace tradepit::query
