#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "query/analytics/track.h"

namespace tradepit::query {

/// What the sales of a track made. Each sale closes one trade, at the average cost of what is held
/// of its symbol: profit = proceeds − cost × sold ÷ held.
struct ClosedTrades {
    std::int64_t count = 0;
    std::int64_t won = 0;   ///< with a profit above 0
    std::int64_t lost = 0;  ///< below 0
    double profits = 0;     ///< of those that won
    double losses = 0;      ///< of those that lost, a positive amount
    double bought = 0;      ///< totals of all fills
    double sold = 0;

    /// Null where nothing was closed.
    [[nodiscard]] std::optional<double> win_rate_pct() const;
    /// Profits ÷ losses; null where nothing was lost.
    [[nodiscard]] std::optional<double> profit_factor() const;
    /// Null where nothing was won, or lost; a loss is below 0.
    [[nodiscard]] std::optional<double> average_win() const;
    [[nodiscard]] std::optional<double> average_loss() const;
    /// (bought + sold) ÷ 2 ÷ the mean value of the days; null where that is not above 0.
    [[nodiscard]] std::optional<double> turnover(const std::vector<Worth>& days) const;
};

/// What was carried counts as bought at what it was worth. Of a sale of more than is known to be
/// held (an import may have one) only that much closes a trade. Pure.
[[nodiscard]] ClosedTrades closed_trades(const Track& track);

}  // namespace tradepit::query
