#pragma once

#include <string>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /jobs/{}/attempts: what it took to run the job: its attempts by their state, the model-days
/// that took more than one, the events that came too late. And what must never be: `lost`,
/// completed model-days without their rows or the attempt that they come from; `doubled`, those
/// that completed more than once.
Reply attempts_of_job(Reader& reader, const std::string& job_id, Parameters& parameters);

}  // namespace tradepit::query
