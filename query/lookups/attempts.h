#pragma once

#include <string>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /jobs/{job_id}/attempts: the job's attempts by state, the model-days that took more than
/// one, and the number of events that came too late: after their attempt was superseded or refused.
/// Two counts are 0 unless there is a bug: `lost` are the completed model-days that lack a
/// completed attempt, a closing or their first position row; `completed_twice` are the model-days
/// with more than one completed attempt.
Reply attempts_of_job(Reader& reader, const std::string& job_id, Parameters& parameters);

}  // namespace tradepit::query
