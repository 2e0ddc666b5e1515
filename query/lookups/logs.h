#pragma once

#include <string>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /jobs/{job_id}/logs: the reasoning steps of its models, by date, model and step number, by
/// page.
Reply logs_of_job(Reader& reader, const std::string& job_id, Parameters& parameters);

/// GET /jobs/{job_id}/tools: how often each tool was used, by date, model and tool, by page.
Reply tools_of_job(Reader& reader, const std::string& job_id, Parameters& parameters);

}  // namespace tradepit::query
