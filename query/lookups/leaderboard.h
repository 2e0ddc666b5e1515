#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /leaderboard, specification section 7.2: one row per model, after its latest day; with
/// `date` after that date; with latest=common after the last date that all models have. With
/// mark=close holdings are valued at that date's closes. `sort`, min_FIGURE and max_FIGURE take any
/// figure, those of the analytics too. The rows have their analytics with detail=full, and where
/// another parameter needs them.
Reply leaderboard(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
