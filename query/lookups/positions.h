#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /positions: the rows of a job or of a model's series, by page, each with its holdings.
/// `status` is the status of the row's day, which may not have completed yet.
Reply position_rows(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
