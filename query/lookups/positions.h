#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /positions: the rows of a job or of a model's series, by page, each with its holdings. A row
/// of a day that has not completed yet says so in `status`.
Reply position_rows(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
