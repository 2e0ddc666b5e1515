#include "writer/rows/event_rows.h"

#include "common/schema/schema.h"
#include "common/schema/sql.h"
#include "common/schema/stored_values.h"

namespace tradepit::writer {

using namespace common;

namespace {

constexpr const char* INSERT_POSITION =
    "INSERT INTO positions(job_id, date, model, created_at, daily_profit, daily_return_pct, "
    "cumulative_profit, cumulative_return_pct, id, action_id, action_type, symbol, amount, price, "
    "cash, portfolio_value) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
// The parameters before POSITION are the same for all rows of an operation and are bound once.
constexpr int FIGURES = 5;
constexpr int POSITION = 9;

void bind_text(SQLite::Statement& statement, int index, const std::string& text) {
    if (text.empty())
        statement.bind(index);
    else
        statement.bindNoCopy(index, text);
}

void bind_figures(SQLite::Statement& statement, int index, const Figures& figures) {
    statement.bind(index, figures.daily_profit.to_double());
    statement.bind(index + 1, figures.daily_return.to_double());
    statement.bind(index + 2, figures.cumulative_profit.to_double());
    statement.bind(index + 3, figures.cumulative_return.to_double());
}

/// Executes and resets a statement whose parameters are bound.
void execute(SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
}

void bind_quantity(SQLite::Statement& statement, int index, Quantity quantity) {
    Binding at{.statement = statement, .index = index};
    bind_value(at, quantity);
}

/// How many events from `first` on are chunks of the same step.
std::size_t chunks_from(const std::vector<Event>& events, std::size_t first) {
    const std::int32_t number = std::get<Reasoning>(events[first]).step;
    std::size_t end = first + 1;
    while (end < events.size()) {
        const auto* next = std::get_if<Reasoning>(&events[end]);
        if (next == nullptr || next->step != number) break;
        ++end;
    }
    return end - first;
}

/// Joins the chunks into one, since appending each by itself would write the whole text again every
/// time.
Reasoning joined(const std::vector<Event>& events, std::size_t first, std::size_t chunks) {
    Reasoning step = std::get<Reasoning>(events[first]);
    for (std::size_t i = first + 1; i < first + chunks; ++i)
        step.content += std::get<Reasoning>(events[i]).content;
    return step;
}

}  // namespace

EventRows::EventRows(SQLite::Database& database)
    : position_{database, INSERT_POSITION},
      holding_{database, "INSERT INTO holdings(position_id, symbol, quantity) VALUES(?,?,?)"},
      step_{
          database,
          "INSERT INTO reasoning_logs(job_id, date, model, timestamp, step_number, role, content, "
          "tool_name) VALUES(?,?,?,?,?,?,?,?)"},
      chunk_{database,
             "UPDATE reasoning_logs SET content = content || ? "
             "WHERE job_id = ? AND date = ? AND model = ? AND step_number = ?"},
      tool_{database,
            "INSERT INTO tool_usage(job_id, date, model, tool_name, call_count, "
            "total_duration_seconds) VALUES(?,?,?,?,?,?)"},
      figures_{database,
               "UPDATE positions SET daily_profit = ?4, daily_return_pct = ?5, "
               "cumulative_profit = ?6, cumulative_return_pct = ?7 "
               "WHERE job_id = ?1 AND date = ?2 AND model = ?3"},
      stored_positions_{
          database,
          "SELECT id, action_type, cash, portfolio_value, daily_profit IS NOT NULL FROM positions "
          "WHERE job_id = ? AND date = ? AND model = ? ORDER BY action_id"},
      stored_holdings_{database, SELECT_HOLDINGS},
      last_step_{database,
                 "SELECT step_number, LENGTH(CAST(content AS BLOB)) FROM reasoning_logs "
                 "WHERE job_id = ? AND date = ? AND model = ? ORDER BY step_number DESC LIMIT 1"},
      stored_tools_{
          database,
          "SELECT tool_name FROM tool_usage WHERE job_id = ? AND date = ? AND model = ?"} {
    for (const EventTable& table : EVENT_TABLES)
        deletes_.emplace_back(database, std::string{"DELETE FROM "} + table.name +
                                            " WHERE job_id = ? AND date = ? AND model = ?");
}

void EventRows::bind_names(SQLite::Statement& statement, const RowNames& names,
                           const std::string& date) {
    statement.bindNoCopy(1, names.job);
    statement.bindNoCopy(2, date);
    statement.bindNoCopy(3, names.model);
}

void EventRows::apply(const StoreEvents& operation, const std::string& wall) {
    const std::string date = operation.date.text();
    std::int64_t id = operation.first_position;
    std::int32_t steps = operation.steps_before;
    for (SQLite::Statement* statement : {&position_, &step_}) {
        bind_names(*statement, *operation.names, date);
        statement->bindNoCopy(4, wall);
    }
    bind_names(tool_, *operation.names, date);
    if (operation.figures) {
        bind_figures(position_, FIGURES, *operation.figures);
    } else {
        for (int i = FIGURES; i < POSITION; ++i) position_.bind(i);
    }
    const auto& events = operation.events;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (const auto* position = std::get_if<Position>(&events[i])) {
            insert(*position, id++);
        } else if (const auto* step = std::get_if<Reasoning>(&events[i])) {
            if (step->step == steps) bind_chunk(*operation.names, date);
            const std::size_t chunks = chunks_from(events, i);
            if (chunks > 1)
                insert(joined(events, i, chunks), steps);
            else
                insert(*step, steps);
            steps = step->step;
            i += chunks - 1;
        } else {
            insert(std::get<ToolUsage>(events[i]));
        }
    }
}

void EventRows::insert(const Position& position, std::int64_t id) {
    const bool trade = position.action != Action::no_trade;
    position_.bind(POSITION, id);
    position_.bind(POSITION + 1, position.action_id);
    position_.bindNoCopy(POSITION + 2, to_text(position.action).data());
    bind_text(position_, POSITION + 3, position.symbol.value());
    if (trade) {
        bind_quantity(position_, POSITION + 4, *position.amount);
        // A worker always states the price; an imported record may not show it.
        if (position.price)
            position_.bind(POSITION + 5, position.price->to_double());
        else
            position_.bind(POSITION + 5);
    } else {
        position_.bind(POSITION + 4);
        position_.bind(POSITION + 5);
    }
    position_.bind(POSITION + 6, position.cash.to_double());
    position_.bind(POSITION + 7, position.value.to_double());
    execute(position_);

    holding_.bind(1, id);
    for (const Holding& holding : position.holdings) {
        holding_.bindNoCopy(2, holding.symbol.value());
        bind_quantity(holding_, 3, holding.quantity);
        execute(holding_);
    }
}

void EventRows::insert(const Reasoning& step, std::int32_t steps_before) {
    if (step.step == steps_before) {
        chunk_.bindNoCopy(1, step.content);
        chunk_.bind(5, step.step);
        return execute(chunk_);
    }
    step_.bind(5, step.step);
    step_.bindNoCopy(6, to_text(step.role).data());
    step_.bindNoCopy(7, step.content);
    bind_text(step_, 8, step.tool);
    execute(step_);
}

void EventRows::bind_chunk(const RowNames& names, const std::string& date) {
    chunk_.bindNoCopy(2, names.job);
    chunk_.bindNoCopy(3, date);
    chunk_.bindNoCopy(4, names.model);
}

void EventRows::insert(const ToolUsage& usage) {
    tool_.bindNoCopy(4, usage.tool);
    tool_.bind(5, usage.calls);
    tool_.bind(6, usage.seconds);
    execute(tool_);
}

void EventRows::apply(const UpdateFigures& operation, const std::string&) {
    const std::string date = operation.date.text();
    bind_names(figures_, *operation.names, date);
    bind_figures(figures_, 4, operation.figures);
    execute(figures_);
}

void EventRows::apply(const DeleteRows& operation, const std::string&) {
    const std::string date = operation.date.text();
    for (SQLite::Statement& statement : deletes_) {
        bind_names(statement, *operation.names, date);
        execute(statement);
    }
}

DayLedger::Stored EventRows::stored_day(const RowNames& names, Stamp date) {
    DayLedger::Stored stored;
    stored.has_figures = true;
    auto row = ask(stored_positions_, names.job, date, names.model);
    while (row.next()) {
        stored.last_position = row.integer(0);
        const auto action = word_of<Action>(row.text(1), "an action");
        stored.trades += action != Action::no_trade;
        stored.has_figures = stored.has_figures && row.integer(4) != 0;
        stored.last = {.cash = money_of(row[2]),
                       .value = money_of(row[3]),
                       .holdings = holdings_of(ask(stored_holdings_, stored.last_position))};
        if (stored.actions++ == 0) stored.first = stored.last;
    }
    stored.has_figures = stored.has_figures && stored.actions > 0;
    auto step = ask(last_step_, names.job, date, names.model);
    if (step.next()) {
        stored.steps = step.int32(0);
        stored.step_bytes = static_cast<std::size_t>(step.integer(1));
    }
    auto tool = ask(stored_tools_, names.job, date, names.model);
    while (tool.next()) stored.tools.push_back(tool.text(0));
    return stored;
}

}  // namespace tradepit::writer
