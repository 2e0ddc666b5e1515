#pragma once

#include <cstddef>

#include <nlohmann/json_fwd.hpp>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/requests/request.h"
#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// The most bytes of steps' contents that an answer of GET /results with reasoning=full may have,
/// all its model-days together.
inline constexpr std::size_t REASONING_RESULT_BYTES_MAX = std::size_t{16} << 20;

/// GET /reasoning: a page of the steps of a job or of a model's series, as they are stored.
/// `status` is the status of the step's model-day. Of a named job the days that have not completed
/// are included, of a series they are not.
Reply reasoning_rows(Reader& reader, const std::string& argument, Parameters& parameters,
                     const ReadContext& context);

/// The 507 of GET /results for that limit.
[[nodiscard]] Reply reasoning_too_large();

/// The steps of one model-day: [{step_number, timestamp, role, content, tool_name}]. Adds the size
/// of their contents to `bytes`, and stops once `bytes` is above REASONING_RESULT_BYTES_MAX; the
/// list is then incomplete.
[[nodiscard]] nlohmann::ordered_json steps_of(Reader& reader, const ModelDay& day,
                                              std::size_t& bytes);

}  // namespace tradepit::query
