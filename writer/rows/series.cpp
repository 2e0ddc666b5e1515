#include "writer/rows/series.h"

#include <map>
#include <utility>
#include <vector>

#include "writer/rows/statement_use.h"
#include "writer/rows/stored_values.h"

namespace tradepit::writer {

using namespace common;

Series::Series(SQLite::Database& database)
    : chain_{database,
             "SELECT opening_cash, opening_value, opening_holdings, first_date, "
             "COALESCE(predecessor, 0) FROM job_models WHERE chain = ?"},
      closings_{database,
                "SELECT date, position_id, cash, portfolio_value, daily_profit, daily_return_pct, "
                "cumulative_profit, cumulative_return_pct, trades FROM closings "
                "WHERE chain = ? AND date < ? ORDER BY date"},
      latest_{database,
              "SELECT date, position_id, cash, portfolio_value, daily_profit, daily_return_pct, "
              "cumulative_profit, cumulative_return_pct, days, trades_to_date, peak_value, "
              "max_drawdown_pct, returns, returns_mean, returns_m2, first_return, trades "
              "FROM closings "
              "WHERE chain = ? AND date < ? ORDER BY date DESC LIMIT 1"},
      names_{database, "SELECT job_id, model, market FROM job_models WHERE chain = ?"},
      job_chains_{database, "SELECT MIN(chain), MAX(chain) FROM job_models WHERE job_id = ?"},
      successor_{database,
                 "SELECT s.job_id FROM job_models m CROSS JOIN job_models s "
                 "INDEXED BY idx_job_models_predecessor ON s.predecessor = m.chain "
                 "WHERE m.job_id = ? LIMIT 1"},
      holdings_{database,
                "SELECT symbol, quantity FROM holdings WHERE position_id = ? ORDER BY symbol"},
      // As query finds it (query/series/closes.h).
      last_{database,
            "SELECT m.chain, t.date FROM job_models m CROSS JOIN standings t ON t.chain = m.chain "
            "CROSS JOIN job_settings s ON s.job_id = m.job_id AND s.answers >= ? "
            "WHERE m.model = ? AND m.market = ? ORDER BY t.date DESC, m.chain DESC LIMIT 1"} {}

Series::Start Series::before(std::int64_t chain, Stamp from) {
    Start start;
    std::vector<Part> newest_first;
    std::string before = from.text();
    for (std::int64_t each = chain; each != 0;) {
        StatementUse query{chain_};
        query->bind(1, each);
        if (!query->executeStep()) corrupt("a predecessor");
        newest_first.push_back({each, before});
        start.close = {.cash = money_of(query->getColumn(0)),
                       .value = money_of(query->getColumn(1)),
                       .holdings = opening_holdings_of(query->getColumn(2).getString())};
        before = query->getColumn(3).getString();
        const std::int64_t earlier = query->getColumn(4).getInt64();
        if (earlier >= each) corrupt("a predecessor");
        each = earlier;
    }
    start.initial_value = start.close.value;
    start.standing = standing_after(newest_first, start.initial_value);
    if (start.standing) start.close = close_of(start.standing->latest);
    return start;
}

/// As the last closing has it; summed anew where that row is older than schema 3.
std::optional<Standing> Series::standing_after(const std::vector<Part>& newest_first,
                                               Money initial_value) {
    for (const Part& part : newest_first) {
        StatementUse query{latest_};
        query->bind(1, part.chain);
        query->bind(2, part.before);
        if (!query->executeStep()) continue;
        std::optional<Standing> standing;
        if (!query->getColumn(8).isNull()) {
            standing = standing_of(*query);
            standing->latest.trades = query->getColumn(16).getInt();
            return standing;
        }
        for (auto at = newest_first.rbegin(); at != newest_first.rend(); ++at)
            add_closings(*at, initial_value, standing);
        return standing;
    }
    return std::nullopt;
}

Close Series::close_of(const Closing& closing) {
    Close close{.cash = closing.cash, .value = closing.figures.value, .holdings = {}};
    StatementUse query{holdings_};
    query->bind(1, closing.position_id);
    while (query->executeStep())
        close.holdings.push_back(
            {Symbol{query->getColumn(0).getString()}, quantity_of(query->getColumn(1))});
    return close;
}

void Series::add_closings(const Part& part, Money initial_value,
                          std::optional<Standing>& standing) {
    StatementUse query{closings_};
    query->bind(1, part.chain);
    query->bind(2, part.before);
    while (query->executeStep()) {
        const Closing closing{.date = stamp_of(query->getColumn(0).getString()),
                              .position_id = query->getColumn(1).getInt64(),
                              .cash = money_of(query->getColumn(2)),
                              .figures = {.value = money_of(query->getColumn(3)),
                                          .daily_profit = money_of(query->getColumn(4)),
                                          .daily_return = percent_of(query->getColumn(5)),
                                          .cumulative_profit = money_of(query->getColumn(6)),
                                          .cumulative_return = percent_of(query->getColumn(7))},
                              .trades = query->getColumn(8).getInt()};
        standing = next_standing(standing, initial_value, closing);
    }
}

std::string Series::successor_of(const std::string& job) {
    StatementUse query{successor_};
    query->bind(1, job);
    return query->executeStep() ? query->getColumn(0).getString() : std::string{};
}

std::optional<LastClose> Series::last_close_of(const ModelName& model, const Job& job) {
    StatementUse query{last_};
    query->bind(1, job.answers ? 1 : 0);
    query->bind(2, model.value());
    query->bind(3, job.market.value());
    if (!query->executeStep()) return std::nullopt;
    return LastClose{.chain = query->getColumn(0).getInt64(),
                     .date = stamp_of(query->getColumn(1).getString())};
}

Predecessors Series::predecessors_of(const Job& job) {
    Predecessors found;
    std::map<std::string, Predecessor> jobs;  // what all chains of one have alike
    for (const JobModel& model : job.models) {
        if (job.origin == Origin::resume)
            if (const auto last = last_close_of(model.model, job))
                found.last.emplace(model.model, *last);
        if (model.predecessor == 0) continue;
        StatementUse names{names_};
        names->bind(1, model.predecessor);
        if (!names->executeStep()) continue;
        const std::string id = names->getColumn(0).getString();
        auto [known, is_new] = jobs.try_emplace(id);
        if (is_new) {
            StatementUse chains{job_chains_};
            chains->bind(1, id);
            chains->executeStep();
            known->second.job = JobId{id};
            known->second.job_chains = {chains->getColumn(0).getInt64(),
                                        chains->getColumn(1).getInt64()};
            known->second.successor = JobId{successor_of(id)};
        }
        Predecessor predecessor = known->second;
        predecessor.model = ModelName{names->getColumn(1).getString()};
        predecessor.market = MarketName{names->getColumn(2).getString()};
        auto start = before(model.predecessor, model.from);
        predecessor.initial_value = start.initial_value;
        predecessor.standing = std::move(start.standing);
        predecessor.close = std::move(start.close);
        found.chains.emplace(model.predecessor, std::move(predecessor));
    }
    return found;
}

}  // namespace tradepit::writer
