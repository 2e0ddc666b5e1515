#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

/// The figures by which models are compared. The shapes, query's analytics and leaderboard, and the
/// CLI's help take them from here.
namespace tradepit::common {

/// A figure of GET /analytics.
struct AnalyticsFigureName {
    std::string_view name;
    bool smallest_is_best = false;  ///< a ranking by this figure begins with the smallest value
    bool needs_benchmark = false;   ///< null unless the request names a benchmark
    bool is_count = false;          ///< an integer, not a number with decimals
};

/// In the order in which GET /analytics shows them.
inline constexpr std::array ANALYTICS_FIGURE_NAMES{
    AnalyticsFigureName{.name = "total_return_pct"},
    AnalyticsFigureName{.name = "annualized_return_pct"},
    AnalyticsFigureName{.name = "volatility_pct", .smallest_is_best = true},
    AnalyticsFigureName{.name = "sharpe_ratio"},
    AnalyticsFigureName{.name = "sortino_ratio"},
    AnalyticsFigureName{.name = "max_drawdown_pct", .smallest_is_best = true},
    AnalyticsFigureName{.name = "calmar_ratio"},
    AnalyticsFigureName{.name = "winning_days_pct"},
    AnalyticsFigureName{.name = "closed_trades", .is_count = true},
    AnalyticsFigureName{.name = "winning_trades_pct"},
    AnalyticsFigureName{.name = "profit_factor"},
    AnalyticsFigureName{.name = "average_win"},
    AnalyticsFigureName{.name = "average_loss"},
    AnalyticsFigureName{.name = "turnover"},
    AnalyticsFigureName{.name = "exposure_pct"},
    AnalyticsFigureName{.name = "fees", .smallest_is_best = true},
    AnalyticsFigureName{.name = "benchmark_return_pct", .needs_benchmark = true},
    AnalyticsFigureName{.name = "excess_return_pct", .needs_benchmark = true},
    AnalyticsFigureName{.name = "alpha_pct", .needs_benchmark = true},
    AnalyticsFigureName{.name = "beta", .needs_benchmark = true},
    AnalyticsFigureName{
        .name = "tracking_error_pct", .smallest_is_best = true, .needs_benchmark = true},
    AnalyticsFigureName{.name = "information_ratio", .needs_benchmark = true},
};

/// The index in ANALYTICS_FIGURE_NAMES of the figure of that name. Does not compile for an unknown
/// name.
consteval std::size_t analytics_figure(std::string_view name) {
    const auto found = std::ranges::find(ANALYTICS_FIGURE_NAMES, name, &AnalyticsFigureName::name);
    if (found == ANALYTICS_FIGURE_NAMES.end()) throw "no such figure";
    return static_cast<std::size_t>(found - ANALYTICS_FIGURE_NAMES.begin());
}

/// A figure that every row of GET /leaderboard has. The parameters min_FILTER and max_FILTER limit
/// it, where FILTER is its `filter`.
struct BoardFigureName {
    std::string_view name;
    std::string_view filter;
    bool smallest_is_best = false;
};

inline constexpr std::array BOARD_FIGURE_NAMES{
    BoardFigureName{.name = "portfolio_value", .filter = "portfolio_value"},
    BoardFigureName{.name = "cumulative_return_pct", .filter = "return_pct"},
    BoardFigureName{.name = "cumulative_profit", .filter = "cumulative_profit"},
    BoardFigureName{.name = "daily_return_pct", .filter = "daily_return_pct"},
    BoardFigureName{.name = "max_drawdown_pct", .filter = "drawdown_pct", .smallest_is_best = true},
    BoardFigureName{.name = "sharpe_ratio", .filter = "sharpe_ratio"},
    BoardFigureName{.name = "trades", .filter = "trades"},
    BoardFigureName{.name = "days", .filter = "days"},
};

[[nodiscard]] constexpr bool is_board_figure(std::string_view name) {
    return std::ranges::find(BOARD_FIGURE_NAMES, name, &BoardFigureName::name) !=
           BOARD_FIGURE_NAMES.end();
}

}  // namespace tradepit::common
