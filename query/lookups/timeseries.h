#pragma once

#include <string>
#include <vector>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/series/marks.h"
#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// A completed model-day of a series.
struct SeriesPoint {
    std::string date;
    double value = 0;  ///< of the portfolio at the day's end, at the requested mark
    double daily_return_pct = 0;
    double cumulative_return_pct = 0;
};

/// The completed days, within the span, of the series whose last chain is `last`, by date.
[[nodiscard]] std::vector<SeriesPoint> series_points(Reader& reader, const ModelInJob& last,
                                                     const StampTextRange& span, Mark mark);

/// GET /portfolio/timeseries: the values and returns of a model's series, by date. 404 where it has
/// no completed day within the span.
Reply timeseries(Reader& reader, Parameters& parameters);

/// GET /results with start_date or end_date: for each model its daily values and the metrics of the
/// period, which are relative to the value of the period's first day. A range of one day also has
/// what add_one_day() adds. Models without a completed
/// day in the period are left out; 404 where all are.
Reply results_of_range(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
