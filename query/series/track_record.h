#pragma once

#include <optional>
#include <string>

#include "query/analytics/track.h"
#include "query/requests/parameters.h"
#include "query/series/marks.h"
#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// What of a series is wanted, and how it is valued.
struct TrackQuestion {
    DateSpan span;
    Mark mark = Mark::open;
    /// A symbol of the series' market, at that market's newest prices; empty: none.
    std::string benchmark = {};
    bool with_trades = false;  ///< and what was carried
};

/// A track as the results file has it.
struct TrackRecord {
    Track track;
    /// What cumulative figures are relative to: what the first job of the series started with.
    common::Money initial_value;
    std::int64_t last_chain = 0;  ///< which the last day is of
    std::int64_t fills = 0;
};

/// The completed days of the series within the span. They open with the day before them, of an
/// earlier job where the series goes on from one (a job that was named has its own days alone, but
/// opens like this too); the first of all with what it was given. With Mark::close holdings are
/// valued anew, at the prices that the series' job pinned; a day stays as it is stored where a
/// holding has no price, or the sum would be beyond MONEY_MAX. Nothing where no day completed.
[[nodiscard]] std::optional<TrackRecord> read_track(Reader& reader, Marks& marks,
                                                    const ModelInJob& series,
                                                    const TrackQuestion& question);

}  // namespace tradepit::query
