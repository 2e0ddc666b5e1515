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
    StampTextRange span;
    Mark mark = Mark::open;
    /// A symbol of the series' market, at that market's newest prices; empty: none.
    std::string benchmark = {};
    bool with_trades = false;  ///< whether to set Track::trades and Track::carried
};

/// A track as read from the results file.
struct TrackRecord {
    Track track;
    /// The value that cumulative figures are relative to: that of the opening of the series' first
    /// chain. Predecessors count here, also where the request names one job.
    common::Money initial_value;
    std::int64_t last_chain = 0;  ///< the chain of the last day
    std::int64_t fills = 0;       ///< filled orders on the days of the track
};

/// Reads the completed days of the series within the span; nothing where there are none.
///
/// The track opens with the close of the last completed day before its first day. That day may be a
/// predecessor's, also where the request names a job and the track has the days of that job alone.
/// Without such a day the track opens with the opening of the series' first chain.
///
/// With Mark::close holdings are valued at the closes of the price set that the job of `series`
/// uses. A day keeps its stored value where a holding has no price or the sum is above MONEY_MAX.
[[nodiscard]] std::optional<TrackRecord> read_track(Reader& reader, Marks& marks,
                                                    const ModelInJob& series,
                                                    const TrackQuestion& question);

}  // namespace tradepit::query
