#include "query/series/board.h"

#include <algorithm>
#include <array>

namespace tradepit::query {

namespace {

using Value = std::optional<double>;

/// The figures that are members of the row. leaderboard_figure() sets their smallest_is_best.
constexpr std::array FIGURES{
    LeaderboardFigure{"portfolio_value",
                      [](const LeaderboardRow& row) { return Value{row.portfolio_value}; }},
    LeaderboardFigure{"cumulative_return_pct",
                      [](const LeaderboardRow& row) { return Value{row.cumulative_return_pct}; }},
    LeaderboardFigure{"cumulative_profit",
                      [](const LeaderboardRow& row) { return Value{row.cumulative_profit}; }},
    LeaderboardFigure{"daily_return_pct",
                      [](const LeaderboardRow& row) { return Value{row.daily_return_pct}; }},
    LeaderboardFigure{"max_drawdown_pct",
                      [](const LeaderboardRow& row) { return row.max_drawdown_pct; }, nullptr},
    LeaderboardFigure{"sharpe_ratio", [](const LeaderboardRow& row) { return row.sharpe_ratio; }},
    LeaderboardFigure{
        "trades", [](const LeaderboardRow& row) { return Value{static_cast<double>(row.trades)}; }},
    LeaderboardFigure{
        "days", [](const LeaderboardRow& row) { return Value{static_cast<double>(row.days)}; }},
};
static_assert(std::ranges::equal(FIGURES, common::BOARD_FIGURE_NAMES, {}, &LeaderboardFigure::name,
                                 &common::BoardFigureInfo::name));

/// The full name of the figure that a request calls `name`: by the end of its min_ and max_
/// parameters, by a short name, or by the full name itself. An unknown name is returned as it is.
std::string_view full_name(std::string_view name) {
    for (const auto& each : common::BOARD_FIGURE_NAMES)
        if (name == each.filter) return each.name;
    if (name == "return") return "cumulative_return_pct";
    if (name == "drawdown") return "max_drawdown_pct";
    if (name == "sharpe") return "sharpe_ratio";
    if (name == "sortino") return "sortino_ratio";
    if (name == "calmar") return "calmar_ratio";
    if (name == "value") return "portfolio_value";
    if (name == "profit") return "cumulative_profit";
    return name;
}

template <class Figures>
auto find(const Figures& figures, std::string_view name) {
    return std::find_if(figures.begin(), figures.end(),
                        [&](const auto& each) { return each.name == name; });
}

}  // namespace

std::optional<double> LeaderboardFigure::of(const LeaderboardRow& row) const {
    if (of_row != nullptr) return of_row(row);
    if (analysed == nullptr || !row.analytics) return std::nullopt;
    return (*row.analytics).*(analysed->of);
}

std::optional<LeaderboardFigure> leaderboard_figure(std::string_view name) {
    const auto full = full_name(name);
    if (const auto* known = find(FIGURES, full); known != FIGURES.end()) {
        auto found = *known;
        found.smallest_is_best = find(common::BOARD_FIGURE_NAMES, full)->smallest_is_best;
        return found;
    }
    const auto* known = find(ANALYTICS_FIGURES, full);
    if (known == ANALYTICS_FIGURES.end()) return std::nullopt;
    return LeaderboardFigure{known->name, nullptr, known, known->smallest_is_best};
}

std::string figure_names() {
    std::string names;
    for (const auto& each : FIGURES) names += "'" + std::string{each.name} + "', ";
    for (const auto& each : ANALYTICS_FIGURES) {
        if (find(FIGURES, each.name) != FIGURES.end()) continue;
        // The last of the analytics is not a member of the row, so it ends the text.
        if (&each == &ANALYTICS_FIGURES.back()) names += "or ";
        names += "'" + std::string{each.name} + "', ";
    }
    return names.substr(0, names.size() - 2);
}

void rank_by(const LeaderboardFigure& figure, std::vector<LeaderboardRow>& board) {
    const auto better = [&](const LeaderboardRow& left, const LeaderboardRow& right) {
        const auto of_left = figure.of(left);
        const auto of_right = figure.of(right);
        if (!of_left || !of_right) return of_left.has_value() && !of_right.has_value();
        return figure.smallest_is_best ? *of_left < *of_right : *of_left > *of_right;
    };
    std::sort(board.begin(), board.end(),
              [&](const LeaderboardRow& left, const LeaderboardRow& right) {
                  if (better(left, right)) return true;
                  return !better(right, left) && left.model < right.model;
              });
    for (std::size_t i = 0; i < board.size(); ++i) {
        const bool tied = i > 0 && !better(board[i - 1], board[i]);
        board[i].rank = tied ? board[i - 1].rank : static_cast<std::int64_t>(i) + 1;
    }
}

}  // namespace tradepit::query
