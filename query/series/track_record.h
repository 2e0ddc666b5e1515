#pragma once

#include <optional>
#include <string>

#include "query/analytics/track.h"
#include "query/requests/parameters.h"
#include "query/series/marks.h"
#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// Which days of a series to read, and how to value them.
struct TrackQuestion {
    DateSpan span;
    Mark mark = Mark::open;
    /// A symbol of the series' market, at that market's newest prices; empty: none.
    std::string benchmark = {};
    bool with_trades = false;  ///< whether to read the trades and the carried holdings
};

/// A track as read from the results file.
struct TrackRecord {
    Track track;
    /// The value that cumulative figures are relative to: the opening of the series' first chain.
    common::Money initial_value;
    std::int64_t last_chain = 0;  ///< the chain of the last day
    std::int64_t fills = 0;       ///< filled orders on these days
};

/// Reads the completed days of the series within the span. The track opens with the close of the
/// day before them, which may be of a predecessor (also for a job that was named, although its
/// track has its own days only); without such a day it opens with the opening of the series' first
/// chain. With Mark::close holdings are valued at the closes of the price set of the series' job; a
/// day keeps its stored value where a holding has no price or the sum is above MONEY_MAX. Nothing
/// where no day within the span has completed.
[[nodiscard]] std::optional<TrackRecord> read_track(Reader& reader, Marks& marks,
                                                    const ModelInJob& series,
                                                    const TrackQuestion& question);

}  // namespace tradepit::query
