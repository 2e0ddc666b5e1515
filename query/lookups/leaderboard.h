#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /leaderboard: one row per model of a market, or of the job `job_id`. A model without a
/// completed day for the request has no row.
///
/// By default a row shows the model as it stands after its latest completed day. With `date` it
/// shows the model after that date; with latest=common, every row is about the last date that all
/// models have completed. With mark=close, holdings are valued at the closing prices of the row's
/// date. `sort`, min_FIGURE and max_FIGURE take any figure, those of the analytics too. Rows have
/// `analytics` with detail=full, with `benchmark`, and where `sort`, min_FIGURE or max_FIGURE names
/// a figure that only the analytics have.
Reply leaderboard(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
