#pragma once

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /models: the models that any job has, by name, by page; of a market where one is named. Each
/// with the number of its jobs, its markets, the last date that it completed, and the agent of its
/// newest job, without what looks like a secret.
Reply model_list(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
