#pragma once

#include <string>
#include <vector>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/series/marks.h"
#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// A completed model-day: the portfolio's value at its end, and its returns.
struct SeriesPoint {
    std::string date;
    double value = 0;
    double daily_return_pct = 0;
    double cumulative_return_pct = 0;
};

/// The completed days of the series of chain `last` within the span, by date.
[[nodiscard]] std::vector<SeriesPoint> series_points(Reader& reader, const ModelInJob& last,
                                                     const DateSpan& span, Mark mark);

/// GET /portfolio/timeseries, specification section 7.2.
Reply timeseries(Reader& reader, Parameters& parameters);

/// GET /results with start_date and end_date: for each model its daily values and the metrics of
/// the period.
Reply results_of_range(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
