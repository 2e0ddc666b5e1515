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
    /// The job of the series' last chain, also where `date` is a day of a predecessor.
    std::string job_id;
    std::string date;  ///< of that last completed day
    double portfolio_value = 0;
    double cumulative_profit = 0;
    double cumulative_return_pct = 0;
    double daily_return_pct = 0;
    std::optional<double> max_drawdown_pct = {};
    std::optional<double> sharpe_ratio = {};
    std::int64_t trades = 0;  ///< filled orders up to `date`
    /// Completed days up to `date`: of the series, or of the job alone where the request names it.
    std::int64_t days = 0;
    std::int64_t rank = 0;                    ///< from 1; set by rank_by()
    std::optional<Analytics> analytics = {};  ///< set where the request needs them
};

/// A figure to sort and filter by: a member of the row, or one of the row's analytics. Either
/// `of_row` or `analysed` is set.
struct LeaderboardFigure {
    std::string_view name;
    /// Reads the figure that is a member of the row.
    std::optional<double> (*of_row)(const LeaderboardRow&) = nullptr;
    /// The figure that is one of the row's analytics.
    const AnalyticsFigure* analysed = nullptr;
    bool smallest_is_best = false;

    /// The figure of the row; nothing where it is undefined, or is one of the analytics and the row
    /// has none.
    [[nodiscard]] std::optional<double> of(const LeaderboardRow& row) const;
};

/// The figure with this name, or with a short name that a request may use ("return" or "return_pct"
/// for cumulative_return_pct, "sharpe" for sharpe_ratio); nothing for an unknown name. A figure
/// that both the row and its analytics have is taken from the row.
[[nodiscard]] std::optional<LeaderboardFigure> leaderboard_figure(std::string_view name);

/// "'portfolio_value', …, or 'information_ratio'": every figure, for an error text.
[[nodiscard]] std::string figure_names();

/// Sorts the rows by the figure, best first and those without it last, and sets their ranks. Rows
/// with an equal figure are ordered by model name and share a rank: 1, 2, 2, 4.
void rank_by(const LeaderboardFigure& figure, std::vector<LeaderboardRow>& board);

}  // namespace tradepit::query
