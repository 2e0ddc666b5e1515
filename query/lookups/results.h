#pragma once

#include <functional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /results: with `date`, the results of that date in the specification's shape (section 7.1);
/// with start_date and end_date, one series per model; else the rows of a job or model, as
/// position_rows().
Reply results(Reader& reader, Parameters& parameters);

/// GET /positions: the rows of a job or of a model's series, by page, each with its holdings.
/// `status` is the status of the row's day, which may not have completed yet.
Reply position_rows(Reader& reader, Parameters& parameters);

/// Calls `take` with each row of one model-day, in the form of position_rows() and in the order of
/// action_id.
void each_day_row(Reader& reader, const std::string& job_id, const std::string& model,
                  const std::string& date,
                  const std::function<void(const nlohmann::ordered_json&)>& take);

}  // namespace tradepit::query
