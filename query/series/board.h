#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/analytics/analytics.h"

/// A leaderboard's rows, and the figures that it sorts and filters by. Pure.
namespace tradepit::query {

/// One model on the leaderboard, after the last completed day that the request covers.
struct LeaderboardRow {
    std::string model;
    std::string job_id;  ///< the job of the series' last chain
    std::string date;    ///< that last day
    double portfolio_value = 0;
    double cumulative_profit = 0;
    double cumulative_return_pct = 0;
    double daily_return_pct = 0;
    std::optional<double> max_drawdown_pct = {};
    std::optional<double> sharpe_ratio = {};
    std::int64_t trades = 0;
    std::int64_t days = 0;                    ///< completed days up to `date`
    std::int64_t rank = 0;                    ///< from 1; set by rank_by()
    std::optional<Analytics> analytics = {};  ///< set where the request needs them
};

/// A figure to sort and filter by: a member of the row, or one of the row's analytics. Of `of_row`
/// and `analysed` one is set.
struct LeaderboardFigure {
    std::string_view name;
    /// Reads the figure that is a member of the row.
    std::optional<double> (*of_row)(const LeaderboardRow&) = nullptr;
    /// The figure that is one of the row's analytics.
    const AnalyticsFigure* analysed = nullptr;
    bool smallest_is_best = false;

    /// The row's value; null where it is undefined, or the row has no analytics.
    [[nodiscard]] std::optional<double> of(const LeaderboardRow& row) const;
};

/// The figure with this name or short name ("return_pct", "sharpe"); nothing for an unknown name. A
/// figure that both the row and its analytics have is taken from the row.
[[nodiscard]] std::optional<LeaderboardFigure> leaderboard_figure(std::string_view name);

/// "'portfolio_value', …, or 'information_ratio'": every figure, for an error text.
[[nodiscard]] std::string figure_names();

/// Sorts the rows by the figure, best first and those without it last, and sets their ranks. Rows
/// with an equal figure are ordered by model name and share a rank: 1, 2, 2, 4.
void rank_by(const LeaderboardFigure& figure, std::vector<LeaderboardRow>& board);

}  // namespace tradepit::query
