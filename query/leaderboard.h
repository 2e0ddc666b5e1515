#pragma once

#include <string>
#include <vector>

#include "query/parameters.h"
#include "query/reader.h"
#include "query/rest.h"

namespace tradepit::query {

/// One model on the board.
struct Standing {
    std::string model;
    std::string job_id;
    std::string date;
    double portfolio_value = 0;
    double cumulative_profit = 0;
    double cumulative_return_pct = 0;
    double daily_return_pct = 0;
    double max_drawdown_pct = 0;
    double sharpe_ratio = 0;
    std::int64_t trades = 0;
    std::int64_t days = 0;
    std::int64_t rank = 0;
};

/// A figure that the board sorts and filters by.
struct Figure {
    std::string_view name;
    double (*of)(const Standing&);
    bool least_first = false;
};

/// The figure of that name, also by its short name ("return_pct", "sharpe"); null if there is none.
[[nodiscard]] const Figure* figure(std::string_view name);

/// Best first, equal ones by model name and with the same rank: 1, 2, 2, 4. Pure.
void rank_by(const Figure& figure, std::vector<Standing>& board);

/// GET /leaderboard, specification section 7.2: the latest of each model, or with `date`, or with
/// latest=common the last date that all have. `sort` and min_FIGURE, max_FIGURE.
Reply leaderboard(Reader& reader, Parameters& parameters);

}  // namespace tradepit::query
