#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /results. The parameters choose one of three forms. With `date`: the positions, figures and,
/// where asked for, the reasoning of each model on that date. With start_date or end_date: each
/// model's daily values and its return over the range (results_of_range() in timeseries.h). With
/// none of them: the position rows of a job, or of a model's series (position_rows() in
/// positions.h). Adds a fault to `parameters` where one does not fit the form.
Reply results(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
