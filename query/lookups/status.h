#pragma once

#include <string>

#include "query/requests/parameters.h"
#include "query/requests/request.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /simulate/status/{job_id}: progress in counts that exclude each other and add up, and at
/// most PAGE_ROWS_MAX details; `next_cursor` leads to more. What the open days of a job wait for
/// the broker knows: where there are any and it was not asked yet, the answer is the question to
/// it. `files_complete`: whether the files of a job with dual_write are whole and on the disk; null
/// for a job without.
Outcome job_status(Reader& reader, const std::string& job_id, Parameters& parameters,
                   const ReadContext& context);

/// GET /simulate/current: the status of the newest job. `job_id` is not looked at.
Outcome current_job(Reader& reader, const std::string& job_id, Parameters& parameters,
                    const ReadContext& context);

/// GET /jobs: newest first, by page; `status`, `market` and `label` select.
Reply job_list(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
