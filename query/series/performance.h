#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "query/analytics/analytics.h"
#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /analytics: all figures of the series of the model, or of every model, within start_date
/// and end_date; beside a `benchmark`, a symbol of the market.
Reply performance(Reader& reader, Parameters& parameters);

/// A 400 where a series' market has no such symbol; nothing where none is named.
[[nodiscard]] std::optional<Reply> unknown_benchmark(Reader& reader, const std::string& symbol,
                                                     const std::vector<ModelInJob>& series);

/// Every figure by its name, null where it is undefined, and the dates of the drawdown.
[[nodiscard]] nlohmann::ordered_json analytics_json(const Analytics& analytics);
[[nodiscard]] nlohmann::ordered_json figure_json(const std::optional<double>& figure);

}  // namespace tradepit::query
