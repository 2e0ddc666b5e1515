#pragma once

#include <string>

#include "common/accounting/running_stats.h"
#include "common/schema/sql.h"

/// The sixteen columns of running statistics that the tables `closings` and `series_stats` share.
namespace tradepit::common {

/// These columns, in the order in which bind_value() binds them and stats_of() reads them.
inline constexpr const char* STATS_COLUMNS =
    "date, position_id, cash, portfolio_value, daily_profit, daily_return_pct, cumulative_profit, "
    "cumulative_return_pct, days, trades_to_date, peak_value, max_drawdown_pct, returns, "
    "returns_mean, returns_m2, first_return";
inline constexpr int STATS_COLUMN_COUNT = 16;

/// Reads STATS_COLUMNS from column `first` of a row on. They do not have the number of trades on
/// the last day, so RunningStats::latest.trades is 0. @throws Corrupt
[[nodiscard]] RunningStats stats_of(const Rows& row, int first = 0);

/// The statement that inserts a closing. Its parameters are the chain, its statistics and the
/// number of the day's trades.
[[nodiscard]] const std::string& insert_closing();
/// The statement that replaces a chain's statistics by newer ones. Its parameters are the chain and
/// its statistics.
[[nodiscard]] const std::string& replace_series_stats();

}  // namespace tradepit::common
