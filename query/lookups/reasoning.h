#pragma once

#include <cstddef>

#include <nlohmann/json_fwd.hpp>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// The most reasoning that an answer of GET /results may have for all its model-days together.
inline constexpr std::size_t REASONING_RESULT_BYTES_MAX = std::size_t{16} << 20;

/// GET /reasoning: the steps of a job or of a model's series, by page, as they are stored. `status`
/// is the status of the step's day, which may not have completed yet.
Reply reasoning_rows(Reader& reader, Parameters& parameters);

/// The steps of one model-day: [{step_number, timestamp, role, content, tool_name}]. Adds the size
/// of their contents to `bytes`, and stops once `bytes` is above REASONING_RESULT_BYTES_MAX.
[[nodiscard]] nlohmann::ordered_json steps_of(Reader& reader, const ModelDay& day,
                                              std::size_t& bytes);

}  // namespace tradepit::query
