#pragma once

#include <string>

#include "query/requests/parameters.h"
#include "query/requests/request.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /simulate/status/{job_id}: the job, its progress, and a page of its details (one for each
/// model-day, PAGE_ROWS_MAX at most), with next_cursor for more. The progress counts each model-day
/// once, so its counts by status add up to the total.
///
/// Only the broker knows what open days wait for. Where the job is open and `context.broker` has no
/// reply about this job, the outcome is the request to the broker.
///
/// `files_complete` says whether the mirror of a job with dual_write is complete and on disk; it is
/// null for other jobs.
Outcome job_status(Reader& reader, const std::string& job_id, Parameters& parameters,
                   const ReadContext& context);

/// GET /simulate/current: the status of the newest job. `job_id` is not used.
Outcome current_job(Reader& reader, const std::string& job_id, Parameters& parameters,
                    const ReadContext& context);

/// GET /jobs: a page of the jobs, newest first, filtered by `status`, `market` and `label`.
Reply job_list(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
