#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "query/analytics/analytics_drawdown.h"
#include "query/analytics/track.h"

namespace tradepit::query {

/// What the figures of a track are. docs/ANALYTICS.md has their formulas and sources, and says when
/// one is null: what is undefined is absent, never infinite and never NaN. Percentages are not
/// rounded.
struct Analytics {
    using Figure = std::optional<double>;

    Figure total_return_pct = {};
    Figure annualized_return_pct = {};
    Figure volatility_pct = {};
    Figure sharpe_ratio = {};
    Figure sortino_ratio = {};
    Figure max_drawdown_pct = {};
    Figure calmar_ratio = {};
    Figure winning_days_pct = {};
    Figure closed_trades = {};
    Figure winning_trades_pct = {};
    Figure profit_factor = {};
    Figure average_win = {};
    Figure average_loss = {};
    Figure turnover = {};
    Figure exposure_pct = {};
    /// 0: no market of this version takes any.
    Figure fees = 0;
    Figure benchmark_return_pct = {};
    Figure excess_return_pct = {};
    Figure alpha_pct = {};
    Figure beta = {};
    Figure tracking_error_pct = {};
    Figure information_ratio = {};
    /// What max_drawdown_pct is of.
    Drawdown drawdown = {};
};

/// A figure by its name, in the order in which they are shown.
struct AnalyticsFigure {
    std::string_view name;
    Analytics::Figure Analytics::*of;
    bool least_first = false;  ///< the least is the best
    bool of_benchmark = false;
    bool is_count = false;
};

inline constexpr std::array ANALYTICS_FIGURES{
    AnalyticsFigure{.name = "total_return_pct", .of = &Analytics::total_return_pct},
    AnalyticsFigure{.name = "annualized_return_pct", .of = &Analytics::annualized_return_pct},
    AnalyticsFigure{
        .name = "volatility_pct", .of = &Analytics::volatility_pct, .least_first = true},
    AnalyticsFigure{.name = "sharpe_ratio", .of = &Analytics::sharpe_ratio},
    AnalyticsFigure{.name = "sortino_ratio", .of = &Analytics::sortino_ratio},
    AnalyticsFigure{
        .name = "max_drawdown_pct", .of = &Analytics::max_drawdown_pct, .least_first = true},
    AnalyticsFigure{.name = "calmar_ratio", .of = &Analytics::calmar_ratio},
    AnalyticsFigure{.name = "winning_days_pct", .of = &Analytics::winning_days_pct},
    AnalyticsFigure{.name = "closed_trades", .of = &Analytics::closed_trades, .is_count = true},
    AnalyticsFigure{.name = "winning_trades_pct", .of = &Analytics::winning_trades_pct},
    AnalyticsFigure{.name = "profit_factor", .of = &Analytics::profit_factor},
    AnalyticsFigure{.name = "average_win", .of = &Analytics::average_win},
    AnalyticsFigure{.name = "average_loss", .of = &Analytics::average_loss},
    AnalyticsFigure{.name = "turnover", .of = &Analytics::turnover},
    AnalyticsFigure{.name = "exposure_pct", .of = &Analytics::exposure_pct},
    AnalyticsFigure{.name = "fees", .of = &Analytics::fees, .least_first = true},
    AnalyticsFigure{.name = "benchmark_return_pct",
                    .of = &Analytics::benchmark_return_pct,
                    .of_benchmark = true},
    AnalyticsFigure{
        .name = "excess_return_pct", .of = &Analytics::excess_return_pct, .of_benchmark = true},
    AnalyticsFigure{.name = "alpha_pct", .of = &Analytics::alpha_pct, .of_benchmark = true},
    AnalyticsFigure{.name = "beta", .of = &Analytics::beta, .of_benchmark = true},
    AnalyticsFigure{.name = "tracking_error_pct",
                    .of = &Analytics::tracking_error_pct,
                    .least_first = true,
                    .of_benchmark = true},
    AnalyticsFigure{
        .name = "information_ratio", .of = &Analytics::information_ratio, .of_benchmark = true}};

/// All figures of the track. Pure.
[[nodiscard]] Analytics analytics(const Track& track);

}  // namespace tradepit::query
