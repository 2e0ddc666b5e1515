#include "query/analytics/analytics_trades.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace tradepit::query {

namespace {

/// A profit or loss of at most this fraction of the cost is rounding error, and counts as 0.
constexpr double PROFIT_NOISE = 1e-12;

/// What is held of one symbol, and what it cost.
struct Lot {
    /// In units of common::Quantity. 128 bits, because the buys of an import may add up to more
    /// than a Quantity holds.
    __extension__ __int128 units = 0;
    double cost = 0;

    void add(common::Quantity quantity, common::Money paid) {
        units += quantity.units();
        cost += paid.to_double();
    }

    /// Removes that many units, which the lot must have, and returns their cost.
    double take(std::int64_t taken) {
        const double part =
            taken == units ? cost : cost * static_cast<double>(taken) / static_cast<double>(units);
        units -= taken;
        cost = units == 0 ? 0 : cost - part;
        return part;
    }
};

void count(ClosedTrades& trades, double profit) {
    ++trades.count;
    if (profit > 0) {
        ++trades.won;
        trades.profits += profit;
    } else if (profit < 0) {
        ++trades.lost;
        trades.losses -= profit;
    }
}

/// Counts the trade that the sale closes: its part that the lot covers, at the lot's average cost.
void close(ClosedTrades& trades, Lot& lot, const TrackTrade& sale) {
    if (lot.units == 0) return;
    const auto sold = sale.quantity.units();
    const auto closed = lot.units < sold ? static_cast<std::int64_t>(lot.units) : sold;
    const double proceeds = closed == sold ? sale.total.to_double()
                                           : sale.total.to_double() * static_cast<double>(closed) /
                                                 static_cast<double>(sold);
    const double cost = lot.take(closed);
    const double profit = proceeds - cost;
    count(trades, std::fabs(profit) <= PROFIT_NOISE * cost ? 0 : profit);
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
    std::map<std::string, Lot> lots;
    for (const auto& each : track.carried) lots[each.symbol].add(each.quantity, each.cost);
    ClosedTrades trades;
    for (const auto& trade : track.trades) {
        auto& lot = lots[trade.symbol];
        if (trade.side == common::Side::buy) {
            trades.bought += trade.total.to_double();
            lot.add(trade.quantity, trade.total);
        } else {
            trades.sold += trade.total.to_double();
            close(trades, lot, trade);
        }
    }
    return trades;
}

}  // namespace tradepit::query
