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

/// GET /analytics: all figures of one model's series, or of each model's, from start_date to
/// end_date. Where `benchmark`, a symbol of the market, is given, also the figures against it. A
/// 404 where there is no completed day.
Reply model_analytics(Reader& reader, Parameters& parameters);

/// A 400 where the market of one of the series has no such symbol, else nothing; also nothing for
/// an empty `symbol`.
[[nodiscard]] std::optional<Reply> benchmark_fault(Reader& reader, const std::string& symbol,
                                                   const std::vector<ModelInJob>& series);

/// An object with every figure by its name (null where it is undefined), and `drawdown` with the
/// dates.
[[nodiscard]] nlohmann::ordered_json analytics_json(const Analytics& analytics);
/// The figure as a number; null where it is undefined.
[[nodiscard]] nlohmann::ordered_json figure_json(const std::optional<double>& figure);

}  // namespace tradepit::query
