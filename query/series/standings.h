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

/// Reads the rows of a leaderboard. At Mark::open and without analytics one costs the row that the
/// writer keeps of it, however long the series.
class Standings {
public:
    Standings(Reader& reader, StandingsQuestion question)
        : reader_{reader}, question_{std::move(question)}, marks_{reader} {}

    /// After the last completed day; nothing where there is none.
    [[nodiscard]] std::optional<LeaderboardRow> latest(const ModelInJob& series);
    /// At the end of the last day within the span; nothing where there is none.
    [[nodiscard]] std::optional<LeaderboardRow> at(const ModelInJob& series, const DateSpan& span);

private:
    std::optional<LeaderboardRow> kept(const ModelInJob& series);
    std::optional<LeaderboardRow> kept_at(const ModelInJob& series, const DateSpan& span);
    LeaderboardRow row_of(const common::RunningStats& stats, const ModelInJob& series);
    void add_last_day(LeaderboardRow& row, const TrackRecord& record);
    double periods_of(const std::string& job_id);

    Reader& reader_;
    const StandingsQuestion question_;
    Marks marks_;
    std::string periods_of_job_;  ///< those of a board are mostly of one job
    double periods_ = 0;
};

}  // namespace tradepit::query
