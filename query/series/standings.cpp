#include "query/series/standings.h"

#include "common/accounting/accounting.h"
#include "common/check.h"
#include "query/series/markets.h"

namespace tradepit::query {

namespace {

const DateSpan WHOLE{"", "~"};

std::optional<double> rounded(std::optional<double> value) {
    return value ? std::optional{to_six_decimals(*value)} : std::nullopt;
}

Worth worth_of(const std::string& date, double value) {
    return {common::Stamp::parse(date).value_or(common::Stamp{}),
            common::Money::from_double(value).value_or(common::Money{}), common::Money{}};
}

/// What standing_of() reads. The last one is for kept_first_return(): by that index it is found
/// beside those of the job's other models, where each has pages of its own in the table.
std::string columns_of(const std::string& table, const std::string& trades) {
    return "SELECT date, portfolio_value, cumulative_profit, cumulative_return_pct,"
           " daily_return_pct, max_drawdown_pct, returns, returns_mean, returns_m2, " +
           trades +
           ", days, first_return, CASE WHEN first_return = 0 THEN EXISTS ("
           "SELECT 1 FROM job_models m CROSS JOIN closings c INDEXED BY idx_closings_date"
           " ON c.date = m.first_date AND c.chain = m.chain WHERE m.chain = ?1) END FROM " +
           table;
}

}  // namespace

std::optional<Standing> Standings::latest(const ModelInJob& series) {
    if (question_.mark == Mark::open && !question_.with_analytics) {
        if (auto standing = kept(series)) return standing;
    }
    return at(series, WHOLE);
}

std::optional<Standing> Standings::at(const ModelInJob& series, const DateSpan& span) {
    if (question_.mark == Mark::open && !question_.with_analytics) {
        if (auto standing = kept_at(series, span)) return standing;
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
    Standing standing{.model = series.model, .job_id = series.job_id, .date = *date};
    add_last_day(standing, *record);
    Spread returns;
    for (const auto& period : returns_of(track)) returns.add(period.own);
    standing.sharpe_ratio = rounded(sharpe_ratio(returns, track.periods_per_year));
    if (const auto drawdown = max_drawdown(track.opening, track.days))
        standing.max_drawdown_pct = to_six_decimals(drawdown->pct);
    standing.trades = record->fills;
    standing.days = static_cast<std::int64_t>(track.days.size());
    if (question_.with_analytics) standing.analytics = analytics(track);
    return standing;
}

/// As it is stored, or at the closes by the same rules.
void Standings::add_last_day(Standing& standing, const TrackRecord& record) {
    if (question_.mark == Mark::open) {
        auto rows = reader_.ask(
            "SELECT portfolio_value, cumulative_profit, cumulative_return_pct, daily_return_pct"
            " FROM closings WHERE chain = ? AND date = ?",
            record.last_chain, standing.date);
        if (!rows.next()) return;
        standing.portfolio_value = rows.real(0);
        standing.cumulative_profit = rows.real(1);
        standing.cumulative_return_pct = rows.real(2);
        standing.daily_return_pct = rows.real(3);
        return;
    }
    const auto& days = record.track.days;
    const auto before = days.size() > 1 ? days[days.size() - 2].value : record.track.opening.value;
    const auto figures = common::figures(days.back().value, before, record.initial_value);
    standing.portfolio_value = figures.value.to_double();
    standing.cumulative_profit = figures.cumulative_profit.to_double();
    standing.cumulative_return_pct = figures.cumulative_return.to_double();
    standing.daily_return_pct = figures.daily_return.to_double();
}

/// What the writer keeps, which is of the whole series: nothing for one that is to be seen alone.
std::optional<Standing> Standings::kept(const ModelInJob& series) {
    static const auto NEWEST = columns_of("standings", "trades") + " WHERE chain = ?1";
    if (series.goes_on && series.alone) return std::nullopt;
    auto rows = reader_.ask(Sql::of_static(NEWEST), series.chain);
    if (!rows.next()) return std::nullopt;
    return standing_of(rows, series);
}

/// The same of a day before: in rows that are older than schema 3 there is none of it.
std::optional<Standing> Standings::kept_at(const ModelInJob& series, const DateSpan& span) {
    static const auto LAST = columns_of("closings", "trades_to_date") +
                             " WHERE chain = ?1 AND date BETWEEN ?2 AND ?3"
                             " ORDER BY date DESC LIMIT 1";
    if (series.goes_on && series.alone) return std::nullopt;
    auto rows = reader_.ask(Sql::of_static(LAST), series.chain, span.from, span.upto);
    if (!rows.next() || rows[10].isNull()) return std::nullopt;
    return standing_of(rows, series);
}

Standing Standings::standing_of(const Rows& rows, const ModelInJob& series) {
    Standing standing{series.model, series.job_id, rows.text(0), rows.real(1),
                      rows.real(2), rows.real(3),  rows.real(4)};
    standing.max_drawdown_pct = to_six_decimals(rows.real(5));
    // The writer's sums are of the returns between days.
    Spread returns{rows.integer(6), rows.real(7), rows.real(8)};
    if (const auto first = kept_first_return(rows, series)) returns.add(*first);
    standing.sharpe_ratio = rounded(sharpe_ratio(returns, periods_of(series.job_id)));
    standing.trades = rows.integer(9);
    standing.days = rows.integer(10);
    return standing;
}

/// Of 0 the row does not say whether the opening and the first day are one point: of a chain that
/// goes on from none they are where its first date was completed.
std::optional<double> Standings::kept_first_return(const Rows& rows, const ModelInJob& series) {
    if (rows[11].isNull()) return read_first_return(series);
    const double kept = rows.real(11);
    if (kept != 0) return kept;
    if (series.goes_on) return read_first_return(series);
    return rows.integer(12) != 0 ? std::nullopt : std::optional{kept};
}

std::optional<double> Standings::read_first_return(const ModelInJob& series) {
    std::optional<Worth> opening;
    for (const auto& each : with_predecessors(reader_, series)) {
        auto rows = reader_.ask(
            "SELECT m.first_date, m.opening_value, c.date, c.portfolio_value FROM job_models m"
            " LEFT JOIN closings c ON c.chain = m.chain AND c.date = (SELECT MIN(date)"
            " FROM closings WHERE chain = ?1) AND (?2 = '' OR c.date < ?2) WHERE m.chain = ?1",
            each.chain, each.before);
        if (!rows.next()) return std::nullopt;
        if (!opening) opening = worth_of(rows.text(0), rows.real(1));
        if (rows[2].isNull()) continue;
        const auto first = worth_of(rows.text(2), rows.real(3));
        return first_return(*opening, first, first.date == opening->date);
    }
    return std::nullopt;
}

double Standings::periods_of(const std::string& job_id) {
    if (job_id == periods_of_job_) return periods_;
    auto rows = reader_.ask("SELECT rules FROM job_settings WHERE job_id = ?", job_id);
    CHECK(rows.next());
    periods_ = periods_per_year(rows.text(0));
    periods_of_job_ = job_id;
    return periods_;
}

}  // namespace tradepit::query
