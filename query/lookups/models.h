#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /models: the models of all jobs, or of the jobs in `market`, by name, by page. Each has the
/// number of its jobs, its markets, its last completed date, and the agent of its newest job, in
/// which every value that may be a secret is replaced by "***".
Reply model_list(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
