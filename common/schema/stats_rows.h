#pragma once

#include <string>

#include "common/accounting/running_stats.h"
#include "common/schema/sql.h"

/// The sixteen columns of running statistics, which `closings` and `series_stats` have alike.
namespace tradepit::common {

/// In the order in which bind_value() binds them and stats_of() reads them.
inline constexpr const char* STATS_COLUMNS =
    "date, position_id, cash, portfolio_value, daily_profit, daily_return_pct, cumulative_profit, "
    "cumulative_return_pct, days, trades_to_date, peak_value, max_drawdown_pct, returns, "
    "returns_mean, returns_m2, first_return";
inline constexpr int STATS_COLUMN_COUNT = 16;

/// A row that has STATS_COLUMNS from column `first` on. How many trades its last day had is not
/// among them, and is 0. @throws Corrupt
[[nodiscard]] RunningStats stats_of(const Rows& row, int first = 0);

/// What inserts a closing: its chain, its statistics, the trades of the day.
[[nodiscard]] const std::string& insert_closing();
/// What puts a chain's latest statistics in place of those before: its chain, its statistics.
[[nodiscard]] const std::string& replace_series_stats();

}  // namespace tradepit::common
