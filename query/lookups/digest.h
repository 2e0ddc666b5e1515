#pragma once

#include <string>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

enum class DigestOf { everything, books };

/// The digest of a job's results (DESIGN section 5): SHA-256 over one JSON array a row, without
/// spaces, each line ended by LF: model-day statuses [date, model, status]; positions [date, model,
/// action_id, action_type, symbol, amount, price, cash, portfolio_value, daily_profit,
/// daily_return_pct, cumulative_profit, cumulative_return_pct], each followed by its holdings
/// [symbol, quantity]; reasoning_logs [date, model, step_number, role, content, tool_name];
/// tool_usage [date, model, tool_name, call_count]. Each kind by date, model and its number or
/// name, in byte order. Doubles as common::append_number writes them. `books` takes positions with
/// holdings alone.
[[nodiscard]] std::string job_digest(Reader& reader, const std::string& job_id, DigestOf of);

/// GET /jobs/{job_id}/digest, with books=1 of the books alone.
Reply digest_of_job(Reader& reader, const std::string& job_id, Parameters& parameters);

/// GET /jobs/{job_id}/differences: what replayed models' days noted against their records, by page.
Reply differences_of_job(Reader& reader, const std::string& job_id, Parameters& parameters);

}  // namespace tradepit::query
