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

/// What the rows of a leaderboard have, and how they are valued.
struct LeaderboardQuestion {
    Mark mark = Mark::open;
    bool with_analytics = false;
    std::string benchmark = {};  ///< a symbol of the market; empty: none
};

/// Reads the rows of a leaderboard. At Mark::open and without analytics a row is made from the
/// running statistics that the writer keeps, at the same cost however long the series is; else, and
/// for a job that was named but continues another chain, all days of the series are read.
class LeaderboardRows {
public:
    LeaderboardRows(Reader& reader, LeaderboardQuestion question)
        : reader_{reader}, question_{std::move(question)}, marks_{reader} {}

    /// The row after the series' last completed day; nothing where there is none.
    [[nodiscard]] std::optional<LeaderboardRow> latest(const ModelInJob& series);
    /// The row after the last completed day within the span; nothing where there is none.
    [[nodiscard]] std::optional<LeaderboardRow> at(const ModelInJob& series, const DateSpan& span);

private:
    std::optional<LeaderboardRow> kept(const ModelInJob& series);
    std::optional<LeaderboardRow> kept_at(const ModelInJob& series, const DateSpan& span);
    LeaderboardRow row_of(const common::RunningStats& stats, const ModelInJob& series);
    void add_last_day(LeaderboardRow& row, const TrackRecord& record);
    double periods_of(const std::string& job_id);

    Reader& reader_;
    const LeaderboardQuestion question_;
    Marks marks_;
    std::string periods_of_job_;  ///< the job of periods_; most rows are of the same job
    double periods_ = 0;
};

}  // namespace tradepit::query
