#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /models: a page of the models of all jobs, or of the jobs in `market`, in the order of their
/// names. Each has the number of its jobs, its markets, its last completed date, and the agent of
/// its newest job, in which every value that may be a secret is replaced by "***". With `market`,
/// all of this except the list of markets is of the jobs in that market alone.
Reply model_list(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
