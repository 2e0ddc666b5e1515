#pragma once

#include <string>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// What a digest covers. The books are the positions with their holdings.
enum class DigestOf { everything, books };

/// The digest of a job's results, in hexadecimal: SHA-256 over one line per row. A line is a JSON
/// array without spaces, ended by LF. The rows are, in this order:
///
///   model-day statuses  [date, model, status]
///   positions           [date, model, action_id, action_type, symbol, amount, price, cash,
///                       portfolio_value, daily_profit, daily_return_pct, cumulative_profit,
///                       cumulative_return_pct], each followed by its holdings [symbol, quantity]
///   reasoning_logs      [date, model, step_number, role, content, tool_name]
///   tool_usage          [date, model, tool_name, call_count]
///
/// Rows of one kind are ordered by date, model and their number or name, in byte order. Doubles are
/// written by common::append_number(). Open days of a cancelled job have the status "cancelled".
/// With DigestOf::books the lines of the positions and holdings are the only ones.
[[nodiscard]] std::string job_digest(Reader& reader, const std::string& job_id, DigestOf of);

/// GET /jobs/{job_id}/digest: the digest of all the job's results, or with books=1 of its books.
Reply digest_reply(Reader& reader, const std::string& job_id, Parameters& parameters);

/// GET /jobs/{job_id}/differences: a page of the steps in which replayed models noted a difference
/// from their records. `content` is the step's text, as JSON where it is a JSON object.
Reply differences_of_job(Reader& reader, const std::string& job_id, Parameters& parameters);

}  // namespace tradepit::query
