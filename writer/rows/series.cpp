#include "writer/rows/series.h"

#include <map>
#include <utility>
#include <vector>

#include "common/schema/series_rows.h"
#include "common/schema/sql.h"
#include "common/schema/stats_rows.h"
#include "common/schema/stored_values.h"

namespace tradepit::writer {

using namespace common;

Series::Series(SQLite::Database& database)
    : chain_{database,
             "SELECT opening_cash, opening_value, opening_holdings, first_date, "
             "COALESCE(predecessor, 0) FROM job_models WHERE chain = ?"},
      latest_{database, std::string{"SELECT "} + STATS_COLUMNS +
                            ", trades FROM closings "
                            "WHERE chain = ? AND date < ? ORDER BY date DESC LIMIT 1"},
      names_{database, "SELECT job_id, model, market FROM job_models WHERE chain = ?"},
      job_chains_{database, "SELECT MIN(chain), MAX(chain) FROM job_models WHERE job_id = ?"},
      successor_{database, SELECT_SUCCESSOR},
      holdings_{database, SELECT_HOLDINGS},
      last_{database, SELECT_LAST_COMPLETED} {}

Series::Start Series::before(std::int64_t chain, Stamp from) {
    Start start;
    std::vector<Part> newest_first;
    Stamp before = from;
    for (std::int64_t each = chain; each != 0;) {
        auto row = ask(chain_, each);
        if (!row.next()) corrupt("a predecessor");
        newest_first.push_back({each, before});
        start.close = {.cash = money_of(row[0]),
                       .value = money_of(row[1]),
                       .holdings = holdings_of(row.text(2))};
        before = stamp_of(row.text(3));
        const std::int64_t earlier = row.integer(4);
        if (earlier >= each) corrupt("a predecessor");
        each = earlier;
    }
    start.opening = {before, start.close.value};
    start.stats = stats_after(newest_first);
    if (start.stats) start.close = close_of(start.stats->latest);
    return start;
}

std::optional<RunningStats> Series::stats_after(const std::vector<Part>& newest_first) {
    for (const Part& part : newest_first) {
        auto row = ask(latest_, part.chain, part.before);
        if (!row.next()) continue;
        RunningStats stats = stats_of(row);
        stats.latest.trades = row.int32(STATS_COLUMN_COUNT);
        return stats;
    }
    return std::nullopt;
}

Close Series::close_of(const Closing& closing) {
    return {.cash = closing.cash,
            .value = closing.figures.value,
            .holdings = holdings_of(ask(holdings_, closing.position_id))};
}

std::string Series::successor_of(const std::string& job) {
    auto rows = ask(successor_, job);
    return rows.next() ? rows.text(0) : std::string{};
}

std::optional<LastClose> Series::last_close_of(const ModelName& model, const Job& job) {
    auto rows = ask(last_, model, job.market, job.answers);
    if (!rows.next()) return std::nullopt;
    return LastClose{.chain = rows.integer(0), .date = stamp_of(rows.text(2))};
}

Predecessors Series::predecessors_of(const Job& job) {
    Predecessors found;
    std::map<std::string, Predecessor> jobs;  // by id: what all chains of a job have in common
    for (const JobModel& model : job.models) {
        if (job.origin == Origin::resume)
            if (const auto last = last_close_of(model.model, job))
                found.last.emplace(model.model, *last);
        if (model.predecessor == 0) continue;
        auto names = ask(names_, model.predecessor);
        if (!names.next()) continue;
        const std::string id = names.text(0);
        auto [known, is_new] = jobs.try_emplace(id);
        if (is_new) {
            auto chains = ask(job_chains_, id);
            static_cast<void>(chains.next());
            known->second.job = JobId{id};
            known->second.job_chains = {chains.integer(0), chains.integer(1)};
            known->second.successor = JobId{successor_of(id)};
        }
        Predecessor predecessor = known->second;
        predecessor.model = ModelName{names.text(1)};
        predecessor.market = MarketName{names.text(2)};
        auto start = before(model.predecessor, model.from);
        predecessor.opening = start.opening;
        predecessor.stats = std::move(start.stats);
        predecessor.close = std::move(start.close);
        found.chains.emplace(model.predecessor, std::move(predecessor));
    }
    return found;
}

}  // namespace tradepit::writer
