#include <algorithm>
#include <array>

#include "query/leaderboard.h"

namespace tradepit::query {

namespace {

constexpr std::array FIGURES{
    Figure{"portfolio_value", [](const Standing& s) { return s.portfolio_value; }},
    Figure{"cumulative_return_pct", [](const Standing& s) { return s.cumulative_return_pct; }},
    Figure{"cumulative_profit", [](const Standing& s) { return s.cumulative_profit; }},
    Figure{"daily_return_pct", [](const Standing& s) { return s.daily_return_pct; }},
    Figure{"max_drawdown_pct", [](const Standing& s) { return s.max_drawdown_pct; }, true},
    Figure{"sharpe_ratio", [](const Standing& s) { return s.sharpe_ratio; }},
    Figure{"trades", [](const Standing& s) { return static_cast<double>(s.trades); }},
    Figure{"days", [](const Standing& s) { return static_cast<double>(s.days); }},
};

std::string_view full_name(std::string_view name) {
    if (name == "return_pct" || name == "return") return "cumulative_return_pct";
    if (name == "drawdown" || name == "drawdown_pct") return "max_drawdown_pct";
    if (name == "sharpe") return "sharpe_ratio";
    if (name == "value") return "portfolio_value";
    if (name == "profit") return "cumulative_profit";
    return name;
}

}  // namespace

const Figure* figure(std::string_view name) {
    const auto found = std::find_if(FIGURES.begin(), FIGURES.end(), [&](const Figure& each) {
        return each.name == full_name(name);
    });
    return found == FIGURES.end() ? nullptr : &*found;
}

void rank_by(const Figure& figure, std::vector<Standing>& board) {
    const auto better = [&](const Standing& left, const Standing& right) {
        return figure.least_first ? figure.of(left) < figure.of(right)
                                  : figure.of(left) > figure.of(right);
    };
    std::sort(board.begin(), board.end(), [&](const Standing& left, const Standing& right) {
        if (better(left, right)) return true;
        return !better(right, left) && left.model < right.model;
    });
    for (std::size_t i = 0; i < board.size(); ++i) {
        const bool tied = i > 0 && !better(board[i - 1], board[i]);
        board[i].rank = tied ? board[i - 1].rank : static_cast<std::int64_t>(i) + 1;
    }
}

}  // namespace tradepit::query
