#include "query/series/leaderboard_rows.h"

#include "common/accounting/accounting.h"
#include "common/check.h"
#include "common/market/market_rules_json.h"
#include "common/schema/stats_rows.h"
#include "query/series/markets.h"

namespace tradepit::query {

namespace {

/// Every date: no stamp, as a text, is before "" or after "~".
const StampTextRange ALL_DATES{"", "~"};

std::optional<double> rounded(std::optional<double> value) {
    return value ? std::optional{to_six_decimals(*value)} : std::nullopt;
}

}  // namespace

std::optional<LeaderboardRow> LeaderboardRows::latest(const ModelInJob& series) {
    if (question_.mark == Mark::open && !question_.with_analytics) {
        if (auto row = from_latest_stats(series)) return row;
    }
    return at(series, ALL_DATES);
}

std::optional<LeaderboardRow> LeaderboardRows::at(const ModelInJob& series,
                                                  const StampTextRange& span) {
    if (question_.mark == Mark::open && !question_.with_analytics) {
        if (auto row = from_stats_at(series, span)) return row;
    }
    const auto date = last_day_of_series(reader_, series, span);
    if (!date) return std::nullopt;
    const auto record = read_track(reader_, marks_, series,
                                   {.span = {"", *date},
                                    .mark = question_.mark,
                                    .benchmark = question_.benchmark,
                                    .with_trades = question_.with_analytics});
    if (!record) return std::nullopt;
    const auto& track = record->track;
    LeaderboardRow row{.model = series.model, .job_id = series.job_id, .date = *date};
    set_figures_of_last_day(row, *record);
    MeanAndDeviation returns;
    for (const auto& period : returns_of(track)) returns.add(period.own);
    row.sharpe_ratio = rounded(sharpe_ratio(returns, track.periods_per_year));
    if (const auto drawdown = max_drawdown(track.opening, track.days))
        row.max_drawdown_pct = to_six_decimals(drawdown->pct);
    row.trades = record->fills;
    row.days = static_cast<std::int64_t>(track.days.size());
    if (question_.with_analytics) row.analytics = analytics(track);
    return row;
}

/// Sets the figures of the row's date, which is the record's last day: the stored ones at
/// Mark::open, else those computed at the closes by the same rules.
void LeaderboardRows::set_figures_of_last_day(LeaderboardRow& row, const TrackRecord& record) {
    if (question_.mark == Mark::open) {
        auto rows = reader_.ask(
            "SELECT portfolio_value, cumulative_profit, cumulative_return_pct, daily_return_pct"
            " FROM closings WHERE chain = ? AND date = ?",
            record.last_chain, row.date);
        if (!rows.next()) return;
        row.portfolio_value = rows.real(0);
        row.cumulative_profit = rows.real(1);
        row.cumulative_return_pct = rows.real(2);
        row.daily_return_pct = rows.real(3);
        return;
    }
    const auto& days = record.track.days;
    const auto before = days.size() > 1 ? days[days.size() - 2].value : record.track.opening.value;
    const auto figures = common::figures(days.back().value, before, record.initial_value);
    row.portfolio_value = figures.value.to_double();
    row.cumulative_profit = figures.cumulative_profit.to_double();
    row.cumulative_return_pct = figures.cumulative_return.to_double();
    row.daily_return_pct = figures.daily_return.to_double();
}

/// The row from the running statistics at the latest closing of the chain; nothing where the chain
/// has no closing. The statistics include the days of predecessors. So there is no such row for a
/// chain that has a predecessor and is shown without the predecessor's days.
std::optional<LeaderboardRow> LeaderboardRows::from_latest_stats(const ModelInJob& series) {
    static const auto NEWEST =
        std::string{"SELECT "} + common::STATS_COLUMNS + " FROM series_stats WHERE chain = ?";
    if (series.has_predecessor && series.without_predecessors) return std::nullopt;
    auto rows = reader_.ask(Sql::of_static(NEWEST), series.chain);
    if (!rows.next()) return std::nullopt;
    return row_of(common::stats_of(rows), series);
}

/// As from_latest_stats(), at the chain's last closing within the span.
std::optional<LeaderboardRow> LeaderboardRows::from_stats_at(const ModelInJob& series,
                                                             const StampTextRange& span) {
    static const auto LAST = std::string{"SELECT "} + common::STATS_COLUMNS +
                             " FROM closings WHERE chain = ? AND date BETWEEN ? AND ?"
                             " ORDER BY date DESC LIMIT 1";
    if (series.has_predecessor && series.without_predecessors) return std::nullopt;
    auto rows = reader_.ask(Sql::of_static(LAST), series.chain, span.from, span.upto);
    if (!rows.next()) return std::nullopt;
    return row_of(common::stats_of(rows), series);
}

LeaderboardRow LeaderboardRows::row_of(const common::RunningStats& stats,
                                       const ModelInJob& series) {
    const auto& figures = stats.latest.figures;
    LeaderboardRow row{.model = series.model,
                       .job_id = series.job_id,
                       .date = stats.latest.date.text(),
                       .portfolio_value = figures.value.to_double(),
                       .cumulative_profit = figures.cumulative_profit.to_double(),
                       .cumulative_return_pct = figures.cumulative_return.to_double(),
                       .daily_return_pct = figures.daily_return.to_double(),
                       .max_drawdown_pct = to_six_decimals(stats.max_drawdown_pct)};
    // The stored sums are of the returns between days. The first day's return over the opening is
    // stored beside them.
    MeanAndDeviation returns{stats.returns, stats.returns_mean, stats.returns_m2};
    if (stats.first_return) returns.add(*stats.first_return);
    row.sharpe_ratio = rounded(sharpe_ratio(returns, periods_per_year_of(series.job_id)));
    row.trades = stats.trades;
    row.days = stats.days;
    return row;
}

double LeaderboardRows::periods_per_year_of(const std::string& job_id) {
    if (job_id == last_job_id_) return last_periods_per_year_;
    auto rows = reader_.ask("SELECT rules FROM job_settings WHERE job_id = ?", job_id);
    CHECK(rows.next());
    last_periods_per_year_ = common::stored_rules(rows.text(0)).periods_per_year;
    last_job_id_ = job_id;
    return last_periods_per_year_;
}

}  // namespace tradepit::query
