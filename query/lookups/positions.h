#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/requests/request.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /positions: a page of the position rows of a job or of a model's series, each with its
/// holdings. `status` is the status of the row's model-day. Of a named job the days that have not
/// completed are included, of a series they are not.
Reply position_rows(Reader& reader, const std::string& argument, Parameters& parameters,
                    const ReadContext& context);

}  // namespace tradepit::query
