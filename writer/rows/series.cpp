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
    : select_chain_{database,
                    "SELECT opening_cash, opening_value, opening_holdings, first_date, "
                    "COALESCE(predecessor, 0) FROM job_models WHERE chain = ?"},
      select_latest_closing_{database,
                             std::string{"SELECT "} + STATS_COLUMNS +
                                 ", trades FROM closings "
                                 "WHERE chain = ? AND date < ? ORDER BY date DESC LIMIT 1"},
      select_names_{database, "SELECT job_id, model, market FROM job_models WHERE chain = ?"},
      select_job_chains_{database,
                         "SELECT MIN(chain), MAX(chain) FROM job_models WHERE job_id = ?"},
      select_successor_{database, SELECT_SUCCESSOR},
      select_holdings_{database, SELECT_HOLDINGS},
      select_last_completed_{database, SELECT_LAST_COMPLETED} {}

Series::State Series::state_before(std::int64_t chain, Stamp date) {
    State state;
    std::vector<ChainDays> newest_first;
    Stamp end = date;
    for (std::int64_t number = chain; number != 0;) {
        auto row = ask(select_chain_, number);
        if (!row.next()) corrupt("a predecessor");
        newest_first.push_back({number, end});
        // Each earlier chain replaces this, so what remains is the opening of the first chain.
        state.close = {.cash = money_of(row[0]),
                       .value = money_of(row[1]),
                       .holdings = holdings_of(row.text(2))};
        end = stamp_of(row.text(3));
        const std::int64_t predecessor = row.integer(4);
        // A predecessor has a lower number. With any other this loop might not end.
        if (predecessor >= number) corrupt("a predecessor");
        number = predecessor;
    }
    state.opening = {end, state.close.value};
    state.stats = latest_stats(newest_first);
    if (state.stats) state.close = close_of(state.stats->latest);
    return state;
}

std::optional<RunningStats> Series::latest_stats(const std::vector<ChainDays>& newest_first) {
    for (const ChainDays& days : newest_first) {
        auto row = ask(select_latest_closing_, days.chain, days.end);
        if (!row.next()) continue;
        RunningStats stats = stats_of(row);
        // The column after STATS_COLUMNS, which stats_of() does not read.
        stats.latest.trades = row.int32(STATS_COLUMN_COUNT);
        return stats;
    }
    return std::nullopt;
}

Close Series::close_of(const Closing& closing) {
    return {.cash = closing.cash,
            .value = closing.figures.value,
            .holdings = holdings_of(ask(select_holdings_, closing.position_id))};
}

std::string Series::successor_of(const std::string& job) {
    auto rows = ask(select_successor_, job);
    return rows.next() ? rows.text(0) : std::string{};
}

std::optional<LastClose> Series::last_close_of(const ModelName& model, const Job& job) {
    auto rows = ask(select_last_completed_, model, job.market, job.read_by_default);
    if (!rows.next()) return std::nullopt;
    return LastClose{.chain = rows.integer(0), .date = stamp_of(rows.text(2))};
}

Predecessors Series::predecessors_of(const Job& job) {
    Predecessors found;
    // By the id of a predecessor's job: what all chains of that job have in common.
    std::map<std::string, Predecessor> jobs;
    for (const JobModel& model : job.models) {
        if (job.origin == Origin::resume)
            if (const auto last = last_close_of(model.model, job))
                found.last_closes.emplace(model.model, *last);
        if (model.predecessor == 0) continue;
        auto names = ask(select_names_, model.predecessor);
        if (!names.next()) continue;
        const std::string id = names.text(0);
        auto [common_part, is_new] = jobs.try_emplace(id);
        if (is_new) {
            auto chains = ask(select_job_chains_, id);
            static_cast<void>(chains.next());
            common_part->second.job = JobId{id};
            common_part->second.job_chains = {chains.integer(0), chains.integer(1)};
            common_part->second.successor = JobId{successor_of(id)};
        }
        Predecessor predecessor = common_part->second;
        predecessor.model = ModelName{names.text(1)};
        predecessor.market = MarketName{names.text(2)};
        auto state = state_before(model.predecessor, model.first_date);
        predecessor.opening = state.opening;
        predecessor.stats = state.stats;
        predecessor.close = std::move(state.close);
        found.chains.emplace(model.predecessor, std::move(predecessor));
    }
    return found;
}

}  // namespace tradepit::writer
