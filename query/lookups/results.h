#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /results: with `date`, the results of that date in the specification's shape (section 7.1);
/// with start_date and end_date, one series per model; else the rows of a job or model, as
/// position_rows().
Reply results(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
