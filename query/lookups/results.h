#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /results: with `date` the specification's shape (section 7.1), with start_date and end_date
/// one series a model, else, for a job or a model, its rows.
Reply results(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
