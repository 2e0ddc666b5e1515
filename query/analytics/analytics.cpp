#include "query/analytics/analytics.h"

#include <algorithm>

#include "common/check.h"
#include "query/analytics/analytics_benchmark.h"
#include "query/analytics/analytics_returns.h"
#include "query/analytics/analytics_trades.h"

namespace tradepit::query {

namespace {

using Figure = Analytics::Figure;

Figure winning_pct(const std::vector<PeriodReturn>& returns) {
    if (returns.empty()) return std::nullopt;
    const auto won = std::ranges::count_if(returns, [](const auto& each) { return each.own > 0; });
    return static_cast<double>(won) / static_cast<double>(returns.size()) * 100;
}

/// The mean share of holdings in the portfolio's value, over the days whose value is above 0.
Figure exposure_pct(const std::vector<ValuePoint>& days) {
    double sum = 0;
    int count = 0;
    for (const auto& day : days) {
        if (day.value.millionths() <= 0) continue;
        sum += (day.value - day.cash).to_double() / day.value.to_double();
        ++count;
    }
    if (count == 0) return std::nullopt;
    return sum / count * 100;
}

void add_returns(const Track& track, const std::vector<PeriodReturn>& returns, Analytics& all) {
    MeanAndDeviation statistics;
    for (const auto& period : returns) statistics.add(period.own);
    all.volatility_pct = volatility_pct(statistics, track.periods_per_year);
    all.sharpe_ratio = sharpe_ratio(statistics, track.periods_per_year);
    all.sortino_ratio = sortino_ratio(returns, track.periods_per_year);
    all.winning_days_pct = winning_pct(returns);
}

void add_drawdown(const Track& track, Analytics& all) {
    const auto found = max_drawdown(track.opening, track.days);
    if (!found) return;
    all.drawdown = *found;
    all.max_drawdown_pct = found->pct;
    if (found->pct > 0 && all.annualized_return_pct)
        all.calmar_ratio = *all.annualized_return_pct / found->pct;
}

void add_trades(const Track& track, Analytics& all) {
    const auto trades = closed_trades(track);
    all.closed_trades = static_cast<double>(trades.count);
    all.winning_trades_pct = trades.win_rate_pct();
    all.profit_factor = trades.profit_factor();
    all.average_win = trades.average_win();
    all.average_loss = trades.average_loss();
    all.turnover = trades.turnover(track.days);
}

void add_benchmark(const Track& track, const std::vector<PeriodReturn>& returns, Analytics& all) {
    const auto against = against_benchmark(track, returns);
    all.benchmark_return_pct = against.benchmark_return_pct;
    all.excess_return_pct = against.excess_return_pct;
    all.alpha_pct = against.alpha_pct;
    all.beta = against.beta;
    all.tracking_error_pct = against.tracking_error_pct;
    all.information_ratio = against.information_ratio;
}

}  // namespace

Analytics analytics(const Track& track) {
    CHECK(!track.days.empty());
    CHECK(track.benchmark.empty() || track.benchmark.size() == track.days.size() + 1);
    Analytics all;
    const auto end = track.days.back().value;
    all.total_return_pct = total_return_pct(track.opening.value, end);
    all.annualized_return_pct = annualized_return_pct(
        track.opening.value, end, calendar_days(track.days.front().date, track.days.back().date));
    const auto returns = returns_of(track);
    add_returns(track, returns, all);
    add_drawdown(track, all);
    add_trades(track, all);
    all.exposure_pct = exposure_pct(track.days);
    add_benchmark(track, returns, all);
    return all;
}

}  // namespace tradepit::query
