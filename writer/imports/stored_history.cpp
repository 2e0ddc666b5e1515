#include "writer/imports/stored_history.h"

#include <SQLiteCpp/Statement.h>

#include "common/schema/sql.h"
#include "common/schema/stored_values.h"

namespace tradepit::writer {

using namespace common;

namespace {

// Both read a row of load_records(), by its order of columns.

Position position_of(const Rows& row) {
    Position position;
    position.action_id = row.int32(2);
    position.action = word_of<Action>(row.text(3), "an action");
    position.symbol = Symbol{row.text(4)};
    if (!row.is_null(5)) position.amount = quantity_of(row[5]);
    position.price = optional_price_of(row[6]);
    position.cash = money_of(row[7]);
    position.value = money_of(row[8]);
    return position;
}

Figures figures_of(const Rows& row) {
    return {.value = money_of(row[8]),
            .daily_profit = money_of(row[9]),
            .daily_return = percent_of(row[10]),
            .cumulative_profit = money_of(row[11]),
            .cumulative_return = percent_of(row[12])};
}

}  // namespace

StoredRecords load_records(SQLite::Database& database, const JobId& job, const ModelName& model) {
    StoredRecords stored;
    SQLite::Statement holdings{database, SELECT_HOLDINGS};
    SQLite::Statement positions{
        database,
        "SELECT id, date, action_id, action_type, symbol, amount, price, cash, portfolio_value, "
        "daily_profit, daily_return_pct, cumulative_profit, cumulative_return_pct FROM positions "
        "WHERE job_id = ? AND model = ? ORDER BY date, action_id"};
    auto rows = ask(positions, job, model);
    while (rows.next()) {
        const Stamp date = stamp_of(rows.text(1));
        if (stored.days.empty() || stored.days.back().date != date)
            stored.days.push_back({.date = date, .rows = {}, .figures = {}});
        RecordedDay& day = stored.days.back();
        day.last_row = rows.integer(0);
        day.rows.push_back(position_of(rows));
        day.rows.back().holdings = holdings_of(ask(holdings, day.last_row));
        day.figures = figures_of(rows);
    }
    if (!stored.days.empty()) {
        // The profits of the first day were computed from these values.
        const Figures& first = stored.days.front().figures;
        stored.start = {first.value - first.cumulative_profit, first.value - first.daily_profit};
    }
    return stored;
}

StoredLog load_log(SQLite::Database& database, const LogImport& import) {
    StoredLog stored;
    const HistoryOwner& owner = import.owner;
    SQLite::Statement steps{database,
                            "SELECT role, content, tool_name FROM reasoning_logs "
                            "WHERE job_id = ? AND date = ? AND model = ? ORDER BY step_number"};
    auto step = ask(steps, owner.job, import.date, owner.model);
    while (step.next())
        stored.steps.push_back({word_of<Role>(step.text(0), "a role"), step.text(1), step.text(2)});
    SQLite::Statement tools{database,
                            "SELECT tool_name, call_count, total_duration_seconds FROM tool_usage "
                            "WHERE job_id = ? AND date = ? AND model = ?"};
    auto tool = ask(tools, owner.job, import.date, owner.model);
    while (tool.next()) stored.tools.push_back({tool.text(0), tool.int32(1), tool.real(2)});
    return stored;
}

}  // namespace tradepit::writer
