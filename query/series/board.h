#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/analytics/analytics.h"

/// A leaderboard's rows, and the figures that it sorts and filters by. Pure.
namespace tradepit::query {

/// One model on the board.
struct LeaderboardRow {
    std::string model;
    std::string job_id;
    std::string date;
    double portfolio_value = 0;
    double cumulative_profit = 0;
    double cumulative_return_pct = 0;
    double daily_return_pct = 0;
    std::optional<double> max_drawdown_pct = {};
    std::optional<double> sharpe_ratio = {};
    std::int64_t trades = 0;
    std::int64_t days = 0;
    std::int64_t rank = 0;
    std::optional<Analytics> analytics = {};  ///< where it was asked for
};

/// A figure that the leaderboard sorts and filters by: one of a row, or of its analytics.
struct Figure {
    std::string_view name;
    std::optional<double> (*of_row)(const LeaderboardRow&) = nullptr;
    const AnalyticsFigure* analysed = nullptr;  ///< in place of of_row
    bool smallest_is_best = false;

    /// Null where it is undefined, or nobody computed it.
    [[nodiscard]] std::optional<double> of(const LeaderboardRow& row) const;
};

/// The figure of that name, also by its short name ("return_pct", "sharpe"); nothing if there is
/// none. A figure that the row itself has is taken from the row.
[[nodiscard]] std::optional<Figure> figure(std::string_view name);

/// "'portfolio_value', …, or 'days'": every figure.
[[nodiscard]] std::string figure_names();

/// Best first, those without the figure last; equal ones by model name and with the same rank: 1,
/// 2, 2, 4.
void rank_by(const Figure& figure, std::vector<LeaderboardRow>& board);

}  // namespace tradepit::query
