#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /leaderboard, specification section 7.2: the latest of each model, or with `date`, or with
/// latest=common the last date that all have; with mark=close at that date's closes. `sort` and
/// min_FIGURE, max_FIGURE by any figure, those of analytics too; these are in the rows with
/// detail=full, and where something asks for them.
Reply leaderboard(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
