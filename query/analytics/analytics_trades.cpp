#include "query/analytics/analytics_trades.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace tradepit::query {

namespace {

/// A profit or loss of at most this fraction of the cost is rounding error, and counts as 0.
constexpr double PROFIT_NOISE = 1e-12;

/// What is held of one symbol, and what it cost, at the average of its purchases.
struct HeldAtCost {
    /// In units of common::Quantity. 128 bits, because the buys of an import may add up to more
    /// than a Quantity holds.
    __extension__ __int128 units = 0;
    double cost = 0;

    void add(common::Quantity quantity, common::Money paid) {
        units += quantity.units();
        cost += paid.to_double();
    }

    /// Removes that many units, which the holding must have, and returns their cost.
    double take(std::int64_t taken) {
        const double part =
            taken == units ? cost : cost * static_cast<double>(taken) / static_cast<double>(units);
        units -= taken;
        cost = units == 0 ? 0 : cost - part;
        return part;
    }
};

/// Counts a closed trade with that profit, which is negative for a loss.
void count_trade(ClosedTrades& trades, double profit) {
    ++trades.count;
    if (profit > 0) {
        ++trades.won;
        trades.profits += profit;
    } else if (profit < 0) {
        ++trades.lost;
        trades.losses -= profit;
    }
}

/// Counts the trade that the sale closes: the part of the sale that the holding covers, at the
/// holding's average cost. Without its proceeds a sale reduces the holding and closes no trade.
void close_trade(ClosedTrades& trades, HeldAtCost& holding, const TrackTrade& sale) {
    if (holding.units == 0) return;
    const auto sold = sale.quantity.units();
    const auto closed = holding.units < sold ? static_cast<std::int64_t>(holding.units) : sold;
    const double cost = holding.take(closed);
    if (!sale.total) return;
    const double total = sale.total->to_double();
    const double proceeds =
        closed == sold ? total : total * static_cast<double>(closed) / static_cast<double>(sold);
    const double profit = proceeds - cost;
    count_trade(trades, std::fabs(profit) <= PROFIT_NOISE * cost ? 0 : profit);
}

std::optional<double> mean(double sum, std::int64_t count) {
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
}

}  // namespace

std::optional<double> ClosedTrades::win_rate_pct() const {
    return mean(static_cast<double>(won) * 100, count);
}

std::optional<double> ClosedTrades::profit_factor() const {
    if (lost == 0) return std::nullopt;
    return profits / losses;
}

std::optional<double> ClosedTrades::average_win() const { return mean(profits, won); }

std::optional<double> ClosedTrades::average_loss() const { return mean(-losses, lost); }

std::optional<double> ClosedTrades::turnover(const std::vector<ValuePoint>& days) const {
    double values = 0;
    for (const auto& day : days) values += day.value.to_double();
    if (values <= 0) return std::nullopt;
    return (bought + sold) / 2 / (values / static_cast<double>(days.size()));
}

ClosedTrades closed_trades(const Track& track) {
    std::map<std::string, HeldAtCost> held;
    for (const auto& each : track.carried) held[each.symbol].add(each.quantity, each.cost);
    ClosedTrades trades;
    for (const auto& trade : track.trades) {
        auto& holding = held[trade.symbol];
        if (trade.side == common::Side::buy) {
            if (!trade.total) continue;
            trades.bought += trade.total->to_double();
            holding.add(trade.quantity, *trade.total);
        } else {
            if (trade.total) trades.sold += trade.total->to_double();
            close_trade(trades, holding, trade);
        }
    }
    return trades;
}

}  // namespace tradepit::query
