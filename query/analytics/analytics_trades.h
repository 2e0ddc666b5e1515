#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "query/analytics/track.h"

namespace tradepit::query {

/// The profits and losses of a track's sales. Each sale closes one trade, at the average cost of
/// the symbol's holding: profit = proceeds − cost of the holding × quantity sold ÷ quantity held.
struct ClosedTrades {
    std::int64_t count = 0;
    std::int64_t won = 0;   ///< trades with a profit above 0
    std::int64_t lost = 0;  ///< trades with a profit below 0
    double profits = 0;     ///< sum over the trades that won
    double losses = 0;      ///< sum over the trades that lost, as a positive amount
    double bought = 0;      ///< total of all buys
    double sold = 0;        ///< total of all sales

    /// won ÷ count × 100; null where no trade was closed.
    [[nodiscard]] std::optional<double> win_rate_pct() const;
    /// profits ÷ losses; null where no trade lost.
    [[nodiscard]] std::optional<double> profit_factor() const;
    /// The mean profit of the trades that won; null where none did.
    [[nodiscard]] std::optional<double> average_win() const;
    /// The mean profit of the trades that lost, which is negative; null where none did.
    [[nodiscard]] std::optional<double> average_loss() const;
    /// (bought + sold) ÷ 2 ÷ the mean value of `days`; null where that mean is not above 0.
    [[nodiscard]] std::optional<double> turnover(const std::vector<ValuePoint>& days) const;
};

/// Closes the track's trades. Carried holdings count as bought at their value at the opening. A
/// sale of more than is held (an import may have one) closes a trade of the held quantity only, and
/// a sale of a symbol that is not held closes none. A buy without a total is left out, as nobody
/// knows its cost; a sale without one reduces the holding, and closes no trade. Pure.
[[nodiscard]] ClosedTrades closed_trades(const Track& track);

}  // namespace tradepit::query
