#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// Adds the members that GET /results gives a range of one day besides those of every range, as
/// AI-Trader's server names them: date, starting_position, daily_metrics, trades, final_position,
/// metadata and reasoning.
/// @param reasoning the parameter `reasoning`: none, summary or full.
/// @return false where the reasoning is larger than REASONING_RESULT_BYTES_MAX; it is then
/// incomplete.
bool add_one_day(Reader& reader, const ModelDay& day, const std::string& reasoning,
                 nlohmann::ordered_json& result);

}  // namespace tradepit::query
