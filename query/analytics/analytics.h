#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "common/shapes/figures.h"
#include "query/analytics/analytics_drawdown.h"
#include "query/analytics/track.h"

namespace tradepit::query {

/// The figures of a track. docs/ANALYTICS.md has their formulas and sources, and says when each is
/// null. An undefined figure is null, never infinite and never NaN. Percentages are not rounded.
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
    /// Always 0: no market charges fees.
    Figure fees = 0;
    Figure benchmark_return_pct = {};
    Figure excess_return_pct = {};
    Figure alpha_pct = {};
    Figure beta = {};
    Figure tracking_error_pct = {};
    Figure information_ratio = {};
    /// The fall that max_drawdown_pct measures, with its dates.
    Drawdown drawdown = {};
};

/// A figure's name, and the member of Analytics that holds its value.
struct AnalyticsFigure : common::AnalyticsFigureInfo {
    Analytics::Figure Analytics::*of = nullptr;
};

/// The figure of that name, whose value is the member `of`. Does not compile for a name that is not
/// in common::ANALYTICS_FIGURE_NAMES.
consteval AnalyticsFigure analytics_figure(std::string_view name,
                                           Analytics::Figure Analytics::*of) {
    return {common::ANALYTICS_FIGURE_NAMES[common::analytics_figure(name)], of};
}

/// In the order of common::ANALYTICS_FIGURE_NAMES.
inline constexpr std::array ANALYTICS_FIGURES{
    analytics_figure("total_return_pct", &Analytics::total_return_pct),
    analytics_figure("annualized_return_pct", &Analytics::annualized_return_pct),
    analytics_figure("volatility_pct", &Analytics::volatility_pct),
    analytics_figure("sharpe_ratio", &Analytics::sharpe_ratio),
    analytics_figure("sortino_ratio", &Analytics::sortino_ratio),
    analytics_figure("max_drawdown_pct", &Analytics::max_drawdown_pct),
    analytics_figure("calmar_ratio", &Analytics::calmar_ratio),
    analytics_figure("winning_days_pct", &Analytics::winning_days_pct),
    analytics_figure("closed_trades", &Analytics::closed_trades),
    analytics_figure("winning_trades_pct", &Analytics::winning_trades_pct),
    analytics_figure("profit_factor", &Analytics::profit_factor),
    analytics_figure("average_win", &Analytics::average_win),
    analytics_figure("average_loss", &Analytics::average_loss),
    analytics_figure("turnover", &Analytics::turnover),
    analytics_figure("exposure_pct", &Analytics::exposure_pct),
    analytics_figure("fees", &Analytics::fees),
    analytics_figure("benchmark_return_pct", &Analytics::benchmark_return_pct),
    analytics_figure("excess_return_pct", &Analytics::excess_return_pct),
    analytics_figure("alpha_pct", &Analytics::alpha_pct),
    analytics_figure("beta", &Analytics::beta),
    analytics_figure("tracking_error_pct", &Analytics::tracking_error_pct),
    analytics_figure("information_ratio", &Analytics::information_ratio),
};
static_assert(std::ranges::equal(ANALYTICS_FIGURES, common::ANALYTICS_FIGURE_NAMES, {},
                                 &AnalyticsFigure::name, &common::AnalyticsFigureInfo::name));

/// All figures of the track. CHECKs that it has at least one day, and either no benchmark prices or
/// one for the opening and one for each day. Pure.
[[nodiscard]] Analytics analytics(const Track& track);

}  // namespace tradepit::query
