#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

/// The figures by which models are compared. The shapes, query's analytics and leaderboard, and the
/// CLI's help take them from here.
namespace tradepit::common {

/// A figure of GET /analytics.
struct AnalyticsFigureInfo {
    std::string_view name;
    bool smallest_is_best = false;  ///< a ranking by this figure begins with the smallest value
    bool needs_benchmark = false;   ///< null unless the request names a benchmark
    bool is_count = false;          ///< an integer, not a number with decimals
};

/// In the order in which GET /analytics shows them.
inline constexpr std::array ANALYTICS_FIGURE_NAMES{
    AnalyticsFigureInfo{.name = "total_return_pct"},
    AnalyticsFigureInfo{.name = "annualized_return_pct"},
    AnalyticsFigureInfo{.name = "volatility_pct", .smallest_is_best = true},
    AnalyticsFigureInfo{.name = "sharpe_ratio"},
    AnalyticsFigureInfo{.name = "sortino_ratio"},
    AnalyticsFigureInfo{.name = "max_drawdown_pct", .smallest_is_best = true},
    AnalyticsFigureInfo{.name = "calmar_ratio"},
    AnalyticsFigureInfo{.name = "winning_days_pct"},
    AnalyticsFigureInfo{.name = "closed_trades", .is_count = true},
    AnalyticsFigureInfo{.name = "winning_trades_pct"},
    AnalyticsFigureInfo{.name = "profit_factor"},
    AnalyticsFigureInfo{.name = "average_win"},
    AnalyticsFigureInfo{.name = "average_loss"},
    AnalyticsFigureInfo{.name = "turnover"},
    AnalyticsFigureInfo{.name = "exposure_pct"},
    AnalyticsFigureInfo{.name = "fees", .smallest_is_best = true},
    AnalyticsFigureInfo{.name = "benchmark_return_pct", .needs_benchmark = true},
    AnalyticsFigureInfo{.name = "excess_return_pct", .needs_benchmark = true},
    AnalyticsFigureInfo{.name = "alpha_pct", .needs_benchmark = true},
    AnalyticsFigureInfo{.name = "beta", .needs_benchmark = true},
    AnalyticsFigureInfo{
        .name = "tracking_error_pct", .smallest_is_best = true, .needs_benchmark = true},
    AnalyticsFigureInfo{.name = "information_ratio", .needs_benchmark = true},
};

/// The index in ANALYTICS_FIGURE_NAMES of the figure of that name. Does not compile for an unknown
/// name.
consteval std::size_t analytics_figure(std::string_view name) {
    const auto found = std::ranges::find(ANALYTICS_FIGURE_NAMES, name, &AnalyticsFigureInfo::name);
    if (found == ANALYTICS_FIGURE_NAMES.end()) throw "no such figure";
    return static_cast<std::size_t>(found - ANALYTICS_FIGURE_NAMES.begin());
}

/// A figure that every row of GET /leaderboard has. The parameters min_FILTER and max_FILTER limit
/// it, where FILTER is its `filter`.
struct BoardFigureInfo {
    std::string_view name;
    std::string_view filter;
    bool smallest_is_best = false;
};

inline constexpr std::array BOARD_FIGURE_NAMES{
    BoardFigureInfo{.name = "portfolio_value", .filter = "portfolio_value"},
    BoardFigureInfo{.name = "cumulative_return_pct", .filter = "return_pct"},
    BoardFigureInfo{.name = "cumulative_profit", .filter = "cumulative_profit"},
    BoardFigureInfo{.name = "daily_return_pct", .filter = "daily_return_pct"},
    BoardFigureInfo{.name = "max_drawdown_pct", .filter = "drawdown_pct", .smallest_is_best = true},
    BoardFigureInfo{.name = "sharpe_ratio", .filter = "sharpe_ratio"},
    BoardFigureInfo{.name = "trades", .filter = "trades"},
    BoardFigureInfo{.name = "days", .filter = "days"},
};

[[nodiscard]] constexpr bool is_board_figure(std::string_view name) {
    return std::ranges::find(BOARD_FIGURE_NAMES, name, &BoardFigureInfo::name) !=
           BOARD_FIGURE_NAMES.end();
}

}  // namespace tradepit::common
