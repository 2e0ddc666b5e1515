#pragma once

#include <functional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /results: with `date` the specification's shape (section 7.1), with start_date and end_date
/// one series a model, else, for a job or a model, its rows.
Reply results(Reader& reader, Parameters& parameters);

/// GET /positions: the rows of a job or of a model's series, by page, each with its holdings. A row
/// of a day that has not completed yet says so in `status`.
Reply position_rows(Reader& reader, Parameters& parameters);

/// The rows of one model-day as position_rows() gives them, one by one in their order.
void each_day_row(Reader& reader, const std::string& job_id, const std::string& model,
                  const std::string& date,
                  const std::function<void(const nlohmann::ordered_json&)>& take);

}  // namespace tradepit::query
