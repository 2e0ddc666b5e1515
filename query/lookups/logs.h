#pragma once

#include <string>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /jobs/{job_id}/logs: a page of the reasoning steps of the job's models, in the order of
/// date, model and step number.
Reply logs_of_job(Reader& reader, const std::string& job_id, Parameters& parameters);

/// GET /jobs/{job_id}/tools: a page of how often and for how many seconds each tool was used on
/// each model-day, in the order of date, model and tool.
Reply tools_of_job(Reader& reader, const std::string& job_id, Parameters& parameters);

}  // namespace tradepit::query
