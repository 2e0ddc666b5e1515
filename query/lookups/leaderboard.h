#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /leaderboard: one row per model.
///
/// By default a row shows the model as it stands after its latest completed day. With `date` it
/// shows the model after that date; with latest=common, every row is about the last date that all
/// models have completed. With mark=close, holdings are valued at the closing prices of the row's
/// date. `sort`, min_FIGURE and max_FIGURE take any figure, those of the analytics too. Rows have
/// `analytics` with detail=full, and where one of these parameters names a figure of analytics.
Reply leaderboard(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
