#include "writer/rows/event_rows.h"

#include <type_traits>
#include <variant>

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
// Parameters of INSERT_POSITION: the first of the four figures, and the id. Those before the id are
// the same for all rows of an operation, and are bound once.
constexpr int FIGURES_INDEX = 5;
constexpr int ID_INDEX = 9;

/// Binds NULL for an empty text, and any other one without copying it.
void bind_text_or_null(SQLite::Statement& statement, int index, const std::string& text) {
    if (text.empty())
        statement.bind(index);
    else
        statement.bindNoCopy(index, text);
}

/// Binds the four figures from parameter `index` on.
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

/// How many consecutive events, from `first` on, are chunks of one step.
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

/// The step whose `chunks` chunks begin at `first`, with its whole text. Appending chunk by chunk
/// would make SQLite write the text so far again each time.
Reasoning joined_step(const std::vector<Event>& events, std::size_t first, std::size_t chunks) {
    Reasoning step = std::get<Reasoning>(events[first]);
    for (std::size_t i = first + 1; i < first + chunks; ++i)
        step.content += std::get<Reasoning>(events[i]).content;
    return step;
}

}  // namespace

EventRows::EventRows(SQLite::Database& database)
    : insert_position_{database, INSERT_POSITION},
      insert_holding_{database,
                      "INSERT INTO holdings(position_id, symbol, quantity) VALUES(?,?,?)"},
      insert_step_{
          database,
          "INSERT INTO reasoning_logs(job_id, date, model, timestamp, step_number, role, content, "
          "tool_name) VALUES(?,?,?,?,?,?,?,?)"},
      append_chunk_{database,
                    "UPDATE reasoning_logs SET content = content || ? "
                    "WHERE job_id = ? AND date = ? AND model = ? AND step_number = ?"},
      insert_tool_{database,
                   "INSERT INTO tool_usage(job_id, date, model, tool_name, call_count, "
                   "total_duration_seconds) VALUES(?,?,?,?,?,?)"},
      update_figures_{database,
                      "UPDATE positions SET daily_profit = ?4, daily_return_pct = ?5, "
                      "cumulative_profit = ?6, cumulative_return_pct = ?7 "
                      "WHERE job_id = ?1 AND date = ?2 AND model = ?3"},
      select_positions_{
          database,
          "SELECT id, action_type, cash, portfolio_value, daily_profit IS NOT NULL FROM positions "
          "WHERE job_id = ? AND date = ? AND model = ? ORDER BY action_id"},
      select_holdings_{database, SELECT_HOLDINGS},
      select_last_step_{
          database,
          "SELECT step_number, LENGTH(CAST(content AS BLOB)) FROM reasoning_logs "
          "WHERE job_id = ? AND date = ? AND model = ? ORDER BY step_number DESC LIMIT 1"},
      select_tools_{
          database,
          "SELECT tool_name FROM tool_usage WHERE job_id = ? AND date = ? AND model = ?"} {
    for (const EventTable& table : EVENT_TABLES)
        delete_day_.emplace_back(database, std::string{"DELETE FROM "} + table.name +
                                               " WHERE job_id = ? AND date = ? AND model = ?");
}

void EventRows::bind_names(SQLite::Statement& statement, const RowNames& names,
                           const std::string& date) {
    statement.bindNoCopy(1, names.job);
    statement.bindNoCopy(2, date);
    statement.bindNoCopy(3, names.model);
}

void EventRows::apply(const StoreEvents& operation, const std::string& timestamp) {
    const std::string date = operation.date.text();
    std::int64_t id = operation.first_position;
    std::int32_t last_step = operation.last_stored_step;
    for (SQLite::Statement* statement : {&insert_position_, &insert_step_}) {
        bind_names(*statement, *operation.names, date);
        statement->bindNoCopy(4, timestamp);
    }
    bind_names(insert_tool_, *operation.names, date);
    if (operation.figures) {
        bind_figures(insert_position_, FIGURES_INDEX, *operation.figures);
    } else {
        for (int i = FIGURES_INDEX; i < ID_INDEX; ++i) insert_position_.bind(i);
    }
    const auto& events = operation.events;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto insert_one = [&]<class E>(const E& one) {
            if constexpr (std::is_same_v<E, Position>) {
                insert(one, id++);
            } else if constexpr (std::is_same_v<E, Reasoning>) {
                if (one.step == last_step) bind_chunk(*operation.names, date);
                const std::size_t chunks = chunks_from(events, i);
                if (chunks > 1)
                    insert(joined_step(events, i, chunks), last_step);
                else
                    insert(one, last_step);
                last_step = one.step;
                i += chunks - 1;
            } else {
                static_assert(std::is_same_v<E, ToolUsage>);
                insert(one);
            }
        };
        std::visit(insert_one, events[i]);
    }
}

void EventRows::insert(const Position& position, std::int64_t id) {
    const bool is_trade = position.action != Action::no_trade;
    insert_position_.bind(ID_INDEX, id);
    insert_position_.bind(ID_INDEX + 1, position.action_id);
    // An enum's names are string literals, so they need no copy.
    insert_position_.bindNoCopy(ID_INDEX + 2, to_text(position.action).data());
    bind_text_or_null(insert_position_, ID_INDEX + 3, position.symbol.value());
    if (is_trade) {
        bind_quantity(insert_position_, ID_INDEX + 4, *position.amount);
        // A worker always states the price; an imported record may not show it.
        if (position.price)
            insert_position_.bind(ID_INDEX + 5, position.price->to_double());
        else
            insert_position_.bind(ID_INDEX + 5);
    } else {
        insert_position_.bind(ID_INDEX + 4);
        insert_position_.bind(ID_INDEX + 5);
    }
    insert_position_.bind(ID_INDEX + 6, position.cash.to_double());
    insert_position_.bind(ID_INDEX + 7, position.value.to_double());
    execute(insert_position_);

    insert_holding_.bind(1, id);
    for (const Holding& holding : position.holdings) {
        insert_holding_.bindNoCopy(2, holding.symbol.value());
        bind_quantity(insert_holding_, 3, holding.quantity);
        execute(insert_holding_);
    }
}

void EventRows::insert(const Reasoning& step, std::int32_t last_stored_step) {
    if (step.step == last_stored_step) {
        append_chunk_.bindNoCopy(1, step.content);
        append_chunk_.bind(5, step.step);
        return execute(append_chunk_);
    }
    insert_step_.bind(5, step.step);
    insert_step_.bindNoCopy(6, to_text(step.role).data());
    insert_step_.bindNoCopy(7, step.content);
    bind_text_or_null(insert_step_, 8, step.tool);
    execute(insert_step_);
}

void EventRows::bind_chunk(const RowNames& names, const std::string& date) {
    append_chunk_.bindNoCopy(2, names.job);
    append_chunk_.bindNoCopy(3, date);
    append_chunk_.bindNoCopy(4, names.model);
}

void EventRows::insert(const ToolUsage& usage) {
    insert_tool_.bindNoCopy(4, usage.tool);
    insert_tool_.bind(5, usage.calls);
    insert_tool_.bind(6, usage.seconds);
    execute(insert_tool_);
}

void EventRows::apply(const UpdateFigures& operation, const std::string&) {
    const std::string date = operation.date.text();
    bind_names(update_figures_, *operation.names, date);
    bind_figures(update_figures_, 4, operation.figures);
    execute(update_figures_);
}

void EventRows::apply(const DeleteRows& operation, const std::string&) {
    const std::string date = operation.date.text();
    for (SQLite::Statement& statement : delete_day_) {
        bind_names(statement, *operation.names, date);
        execute(statement);
    }
}

DayLedger::State EventRows::ledger_state(const RowNames& names, Stamp date) {
    DayLedger::State state;
    state.has_figures = true;
    auto row = ask(select_positions_, names.job, date, names.model);
    while (row.next()) {
        state.last_position = row.integer(0);
        const auto action = word_of<Action>(row.text(1), "an action");
        state.trades += action != Action::no_trade;
        state.has_figures = state.has_figures && row.integer(4) != 0;
        state.last = {.cash = money_of(row[2]),
                      .value = money_of(row[3]),
                      .holdings = holdings_of(ask(select_holdings_, state.last_position))};
        if (state.actions++ == 0) state.first = state.last;
    }
    state.has_figures = state.has_figures && state.actions > 0;
    auto step = ask(select_last_step_, names.job, date, names.model);
    if (step.next()) {
        state.steps = step.int32(0);
        state.step_bytes = static_cast<std::size_t>(step.integer(1));
    }
    auto tool = ask(select_tools_, names.job, date, names.model);
    while (tool.next()) state.tools.push_back(tool.text(0));
    return state;
}

}  // namespace tradepit::writer
