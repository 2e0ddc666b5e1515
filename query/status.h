#pragma once

#include <string>

#include "query/parameters.h"
#include "query/reader.h"
#include "query/rest.h"

namespace tradepit::query {

/// GET /simulate/status/{job_id}: progress in counts that exclude each other and add up, and at
/// most PAGE_ROWS_MAX details; `next_cursor` leads to more.
Reply job_status(Reader& reader, const std::string& job_id, Parameters& parameters);

/// GET /simulate/current: the status of the newest job.
Reply current_job(Reader& reader, Parameters& parameters);

/// GET /jobs: newest first, by page; `status`, `market` and `label` select.
Reply job_list(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
