#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/accounting/running_stats.h"
#include "query/analytics/analytics_returns.h"
#include "query/requests/parameters.h"
#include "query/series/board.h"
#include "query/series/marks.h"
#include "query/series/track_record.h"
#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// How a board's rows are made.
struct StandingsQuestion {
    Mark mark = Mark::open;
    bool with_analytics = false;
    std::string benchmark = {};
};

/// Reads where models stand. At Mark::open and without analytics a standing costs the row that the
/// writer keeps of it, however long the series.
class Standings {
public:
    Standings(Reader& reader, StandingsQuestion question)
        : reader_{reader}, question_{std::move(question)}, marks_{reader} {}

    /// After the last completed day; nothing where there is none.
    [[nodiscard]] std::optional<Standing> latest(const ModelInJob& series);
    /// At the end of the last day within the span; nothing where there is none.
    [[nodiscard]] std::optional<Standing> at(const ModelInJob& series, const DateSpan& span);

private:
    std::optional<Standing> kept(const ModelInJob& series);
    std::optional<Standing> kept_at(const ModelInJob& series, const DateSpan& span);
    Standing standing_of(const common::RunningStats& stats, const ModelInJob& series);
    void add_last_day(Standing& standing, const TrackRecord& record);
    double periods_of(const std::string& job_id);

    Reader& reader_;
    const StandingsQuestion question_;
    Marks marks_;
    std::string periods_of_job_;  ///< those of a board are mostly of one job
    double periods_ = 0;
};

}  // namespace tradepit::query
