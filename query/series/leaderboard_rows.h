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
    bool with_analytics = false;  ///< whether to set LeaderboardRow::analytics
    /// The symbol that the analytics compare with, of the series' market; empty: none.
    std::string benchmark = {};
};

/// Reads the rows of a leaderboard. At Mark::open and without analytics a row is made from the
/// running statistics that the writer stores, which costs the same however long the series is. In
/// all other cases every day is read. When the request names a job, the row covers the days of that
/// job alone. If its chain has a predecessor, every day is read then, too, because the stored
/// statistics include the days of the predecessors.
class LeaderboardRows {
public:
    LeaderboardRows(Reader& reader, LeaderboardQuestion question)
        : reader_{reader}, question_{std::move(question)}, marks_{reader} {}

    /// The row after the series' last completed day; nothing where the series has none.
    [[nodiscard]] std::optional<LeaderboardRow> latest(const ModelInJob& series);
    /// The row after the series' last completed day within the span; nothing where the series has
    /// none. The row covers all days of the series up to that day, also those before the span.
    [[nodiscard]] std::optional<LeaderboardRow> at(const ModelInJob& series,
                                                   const StampTextRange& span);

private:
    std::optional<LeaderboardRow> from_latest_stats(const ModelInJob& series);
    std::optional<LeaderboardRow> from_stats_at(const ModelInJob& series,
                                                const StampTextRange& span);
    LeaderboardRow row_of(const common::RunningStats& stats, const ModelInJob& series);
    void set_figures_of_last_day(LeaderboardRow& row, const TrackRecord& record);
    double periods_per_year_of(const std::string& job_id);

    Reader& reader_;
    const LeaderboardQuestion question_;
    Marks marks_;
    // The last answer of periods_per_year_of(), because most rows are of the same job.
    std::string last_job_id_;
    double last_periods_per_year_ = 0;
};

}  // namespace tradepit::query
