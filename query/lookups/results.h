#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /results. The parameters choose one of three forms. With `date`: the positions, figures and,
/// where asked for, the reasoning of each model on that date. With start_date or end_date: each
/// model's value at both ends of the range and its return (results_of_range() in timeseries.h).
/// With neither: the position rows of a job, or of a model's series (position_rows() in
/// positions.h). Notes in `parameters` which ones it read.
Reply results(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
