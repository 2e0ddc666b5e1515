#include "writer/imports/record_rows.h"

#include <utility>

#include <SQLiteCpp/Statement.h>

#include "common/schema/stored_values.h"
#include "writer/rows/statement_use.h"

namespace tradepit::writer {

using namespace common;

namespace {

Position position_of(const SQLite::Statement& row) {
    Position position;
    position.action_id = row.getColumn(2).getInt();
    position.action = word_of<Action>(row.getColumn(3).getString(), "an action");
    position.symbol = Symbol{row.getColumn(4).getString()};
    if (!row.getColumn(5).isNull()) position.amount = quantity_of(row.getColumn(5));
    if (!row.getColumn(6).isNull()) position.price = money_of(row.getColumn(6));
    position.cash = money_of(row.getColumn(7));
    position.value = money_of(row.getColumn(8));
    return position;
}

Figures figures_of(const SQLite::Statement& row) {
    return {.value = money_of(row.getColumn(8)),
            .daily_profit = money_of(row.getColumn(9)),
            .daily_return = percent_of(row.getColumn(10)),
            .cumulative_profit = money_of(row.getColumn(11)),
            .cumulative_return = percent_of(row.getColumn(12))};
}

}  // namespace

RecordRows::RecordRows(SQLite::Database& database, RowNames names)
    : database_{database},
      names_{std::make_shared<const RowNames>(std::move(names))},
      events_{database},
      jobs_{database},
      holdings_{database,
                "SELECT symbol, quantity FROM holdings WHERE position_id = ? ORDER BY symbol"} {}

StoredRecords RecordRows::load() {
    StoredRecords stored;
    SQLite::Statement row{database_,
                          "SELECT id, date, action_id, action_type, symbol, amount, price, cash, "
                          "portfolio_value, daily_profit, daily_return_pct, cumulative_profit, "
                          "cumulative_return_pct FROM positions WHERE job_id = ? AND model = ? "
                          "ORDER BY date, action_id"};
    row.bind(1, names_->job);
    row.bind(2, names_->model);
    while (row.executeStep()) {
        const Stamp date = stamp_of(row.getColumn(1).getString());
        if (stored.days.empty() || stored.days.back().date != date)
            stored.days.push_back({.date = date, .rows = {}, .figures = {}});
        RecordedDay& day = stored.days.back();
        const std::int64_t id = row.getColumn(0).getInt64();
        day.rows.push_back(position_of(row));
        day.rows.back().holdings = holdings_of(id);
        day.figures = figures_of(row);
        last_rows_[date] = id;
    }
    if (!stored.days.empty()) {
        const Figures& first = stored.days.front().figures;
        stored.start = {first.value - first.cumulative_profit, first.value - first.daily_profit};
    }
    return stored;
}

std::vector<Holding> RecordRows::holdings_of(std::int64_t position) {
    std::vector<Holding> holdings;
    StatementUse query{holdings_};
    query->bind(1, position);
    while (query->executeStep())
        holdings.push_back(
            {Symbol{query->getColumn(0).getString()}, quantity_of(query->getColumn(1))});
    return holdings;
}

void RecordRows::store(const RecordPlan& plan, std::int64_t chain, Counters& counters,
                       const std::string& now_utc) {
    for (const PlannedDay& day : plan.days) store_day(day, counters, now_utc);
    store_closings(plan, chain);
}

void RecordRows::store_day(const PlannedDay& day, Counters& counters, const std::string& now_utc) {
    const auto& rows = day.day.rows;
    if (day.present < rows.size()) {
        StoreEvents added{
            .names = names_,
            .date = day.day.date,
            .events = {rows.begin() + static_cast<std::ptrdiff_t>(day.present), rows.end()},
            .first_position = counters.position + 1,
            .steps_before = 0,
            .figures = day.day.figures};
        counters.position += static_cast<std::int64_t>(added.events.size());
        events_.apply(added, now_utc);
        last_rows_[day.day.date] = counters.position;
    }
    if (day.refigured) events_.apply(UpdateFigures{names_, day.day.date, day.day.figures});
}

/// Closings are sums over rows: they are made anew, as if the records had come at once.
void RecordRows::store_closings(const RecordPlan& plan, std::int64_t chain) {
    SQLite::Statement old{database_, "DELETE FROM closings WHERE chain = ?"};
    old.bind(1, chain);
    old.exec();
    const SeriesOpening opening{plan.days.front().day.date, plan.start.initial_value};
    std::optional<Standing> standing;
    for (const PlannedDay& day : plan.days) {
        const Closing closing{.date = day.day.date,
                              .position_id = last_rows_.at(day.day.date),
                              .cash = day.day.rows.back().cash,
                              .figures = day.day.figures,
                              .trades = day.trades};
        standing = next_stats(standing, opening, closing);
        jobs_.apply(SaveClosing{chain, *standing});
    }
    jobs_.apply(SaveStanding{chain, *standing});
}

}  // namespace tradepit::writer
