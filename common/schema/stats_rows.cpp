#include "common/schema/stats_rows.h"

#include <string>

#include "common/schema/stored_values.h"

namespace tradepit::common {

void bind_value(Binding& at, const RunningStats& stats) {
    const auto bind = [&](const auto& value) { bind_value(at, value); };
    const Figures& figures = stats.latest.figures;
    bind(stats.latest.date);
    bind(stats.latest.position_id);
    bind(stats.latest.cash);
    bind(figures.value);
    bind(figures.daily_profit);
    bind(figures.daily_return);
    bind(figures.cumulative_profit);
    bind(figures.cumulative_return);
    bind(stats.days);
    bind(stats.trades);
    bind(stats.peak_value);
    bind(stats.max_drawdown_pct);
    bind(stats.returns);
    bind(stats.returns_mean);
    bind(stats.returns_m2);
    bind(stats.first_return);
}

RunningStats stats_of(const Rows& row, int first) {
    RunningStats stats;
    stats.latest = {.date = stamp_of(row.text(first)),
                    .position_id = row.integer(first + 1),
                    .cash = money_of(row[first + 2]),
                    .figures = {.value = money_of(row[first + 3]),
                                .daily_profit = money_of(row[first + 4]),
                                .daily_return = percent_of(row[first + 5]),
                                .cumulative_profit = money_of(row[first + 6]),
                                .cumulative_return = percent_of(row[first + 7])}};
    stats.days = row.int32(first + 8);
    stats.trades = row.integer(first + 9);
    stats.peak_value = money_of(row[first + 10]);
    stats.max_drawdown_pct = row.real(first + 11);
    stats.returns = row.integer(first + 12);
    stats.returns_mean = row.real(first + 13);
    stats.returns_m2 = row.real(first + 14);
    if (!row.is_null(first + 15)) stats.first_return = row.real(first + 15);
    return stats;
}

// Two more parameters than STATS_COLUMNS: the chain and the trades.
const std::string& insert_closing() {
    static const std::string SQL = std::string{"INSERT INTO closings(chain, "} + STATS_COLUMNS +
                                   ", trades) VALUES(" + placeholders(STATS_COLUMN_COUNT + 2) + ")";
    return SQL;
}

const std::string& replace_series_stats() {
    static const std::string SQL = std::string{"INSERT OR REPLACE INTO series_stats(chain, "} +
                                   STATS_COLUMNS + ") VALUES(" +
                                   placeholders(STATS_COLUMN_COUNT + 1) + ")";
    return SQL;
}

}  // namespace tradepit::common
