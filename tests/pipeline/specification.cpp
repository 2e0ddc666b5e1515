#include "tests/pipeline/specification.h"

#include <fstream>
#include <set>

#include <SQLiteCpp/SQLiteCpp.h>

namespace tradepit {

using nlohmann::json;

namespace {

/// The tables and indexes of section 2.1 that the tests need.
const char* const SCHEMA = R"(
PRAGMA foreign_keys = ON;
CREATE TABLE jobs (job_id TEXT PRIMARY KEY, config_path TEXT NOT NULL, status TEXT NOT NULL
    CHECK(status IN ('pending', 'running', 'completed', 'partial', 'failed')),
    date_range TEXT NOT NULL, models TEXT NOT NULL, created_at TEXT NOT NULL, started_at TEXT,
    completed_at TEXT, total_duration_seconds REAL, error TEXT);
CREATE TABLE positions (id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL REFERENCES jobs(job_id) ON DELETE CASCADE,
    date TEXT NOT NULL, model TEXT NOT NULL, action_id INTEGER NOT NULL,
    action_type TEXT CHECK(action_type IN ('buy', 'sell', 'no_trade')), symbol TEXT,
    amount INTEGER, price REAL, cash REAL NOT NULL, portfolio_value REAL NOT NULL,
    daily_profit REAL, daily_return_pct REAL, cumulative_profit REAL, cumulative_return_pct REAL,
    created_at TEXT NOT NULL);
CREATE TABLE holdings (id INTEGER PRIMARY KEY AUTOINCREMENT,
    position_id INTEGER NOT NULL REFERENCES positions(id) ON DELETE CASCADE,
    symbol TEXT NOT NULL, quantity INTEGER NOT NULL);
CREATE TABLE reasoning_logs (id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL REFERENCES jobs(job_id) ON DELETE CASCADE,
    date TEXT NOT NULL, model TEXT NOT NULL, step_number INTEGER NOT NULL,
    timestamp TEXT NOT NULL, role TEXT CHECK(role IN ('user', 'assistant', 'tool')),
    content TEXT, tool_name TEXT);
CREATE TABLE tool_usage (id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL REFERENCES jobs(job_id) ON DELETE CASCADE,
    date TEXT NOT NULL, model TEXT NOT NULL, tool_name TEXT NOT NULL,
    call_count INTEGER NOT NULL DEFAULT 1, total_duration_seconds REAL);
CREATE INDEX idx_jobs_created_at ON jobs(created_at DESC);
CREATE INDEX idx_positions_job_id ON positions(job_id);
CREATE INDEX idx_positions_date ON positions(date);
CREATE INDEX idx_positions_model ON positions(model);
CREATE INDEX idx_positions_date_model ON positions(date, model);
CREATE UNIQUE INDEX idx_positions_unique ON positions(job_id, date, model, action_id);
CREATE INDEX idx_holdings_position_id ON holdings(position_id);
CREATE INDEX idx_holdings_symbol ON holdings(symbol);
CREATE INDEX idx_reasoning_logs_job_date_model ON reasoning_logs(job_id, date, model);
CREATE INDEX idx_tool_usage_job_date_model ON tool_usage(job_id, date, model);
)";

constexpr double INITIAL_CASH = 10'000;

void bind(SQLite::Statement& statement, int index, const json& value) {
    if (value.is_null())
        statement.bind(index);
    else if (value.is_number_integer())
        statement.bind(index, value.get<std::int64_t>());
    else if (value.is_number())
        statement.bind(index, value.get<double>());
    else
        statement.bind(index, value.get<std::string>());
}

json value_of(const SQLite::Column& column) {
    if (column.isNull()) return nullptr;
    if (column.isInteger()) return column.getInt64();
    if (column.isFloat()) return column.getDouble();
    return column.getString();
}

}  // namespace

Specification::Specification() : database_{":memory:", SQLite::OPEN_READWRITE} {
    database_.exec(SCHEMA);
}

json Specification::ask(const std::string& sql, const json& values) {
    SQLite::Statement statement{database_, sql};
    int index = 0;
    for (const auto& value : values) bind(statement, ++index, value);
    json rows = json::array();
    while (statement.executeStep()) {
        json row = json::array();
        for (int i = 0; i < statement.getColumnCount(); ++i)
            row.push_back(value_of(statement.getColumn(i)));
        rows.push_back(std::move(row));
    }
    return rows;
}

void Specification::import_record(const std::string& model, const json& record) {
    const auto action = record.value("this_action", json::object());
    const auto positions = record.value("positions", json::object());
    const double cash = positions.value("CASH", 0.0);
    const double profit = cash - INITIAL_CASH;
    // The specification's importer stores no price, the cash as the portfolio's value, and 0 as the
    // daily profit.
    ask("INSERT INTO positions (job_id, date, model, action_id, action_type, symbol, amount, price,"
        " cash, portfolio_value, daily_profit, daily_return_pct, cumulative_profit,"
        " cumulative_return_pct, created_at) VALUES ('historical-import', ?, ?, ?, ?, ?, ?, NULL,"
        " ?, ?, 0.0, 0.0, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ'))",
        {record.at("date"), model, record.at("id"), action.value("action", "no_trade"),
         action.value("symbol", json{}), action.value("amount", json{}), cash, cash, profit,
         profit / INITIAL_CASH * 100});
    const auto position = database_.getLastInsertRowid();
    for (const auto& [symbol, quantity] : positions.items())
        if (symbol != "CASH" && quantity > 0)
            ask("INSERT INTO holdings (position_id, symbol, quantity) VALUES (?, ?, ?)",
                {position, symbol, quantity});
}

json Specification::import_all(const std::filesystem::path& tree) {
    std::set<std::filesystem::path> models;
    for (const auto& entry : std::filesystem::directory_iterator{tree}) models.insert(entry.path());
    json summary = json::object();
    for (const auto& folder : models) {
        SQLite::Transaction transaction{database_};
        std::ifstream file{folder / "position" / "position.jsonl"};
        int count = 0;
        for (std::string line; std::getline(file, line); ++count)
            import_record(folder.filename(), json::parse(line));
        transaction.commit();
        summary[folder.filename()] = count;
    }
    return summary;
}

json Specification::reasoning(const json& day) {
    const auto steps = ask("SELECT COUNT(*) FROM reasoning_logs WHERE date = ? AND model = ?", day);
    const auto last =
        ask("SELECT content FROM reasoning_logs WHERE date = ? AND model = ?"
            " AND role = 'assistant' AND content LIKE '%<FINISH_SIGNAL>%'"
            " ORDER BY step_number DESC LIMIT 1",
            day);
    return {{"total_steps", steps[0][0]},
            {"reasoning_summary", last.empty() ? json{} : last[0][0]}};
}

json Specification::result(const std::string& date, const std::string& model) {
    const json day{date, model};
    const auto row =
        ask("SELECT cash, portfolio_value, daily_profit FROM positions WHERE date = ? AND model = ?"
            " ORDER BY action_id DESC LIMIT 1",
            day);
    if (row.empty()) return nullptr;
    json positions = json::object();
    for (const auto& held : ask("SELECT h.symbol, h.quantity FROM holdings h"
                                " JOIN positions p ON h.position_id = p.id"
                                " WHERE p.date = ? AND p.model = ?"
                                " ORDER BY p.action_id DESC LIMIT 100",
                                day))
        positions[held[0].get<std::string>()] = held[1];
    positions["CASH"] = row[0][0];
    json trades = json::array();
    for (const auto& trade :
         ask("SELECT action_id, action_type, symbol, amount, price FROM positions"
             " WHERE date = ? AND model = ? AND action_type IN ('buy', 'sell')"
             " ORDER BY action_id",
             day))
        trades.push_back(trade);
    json tools = json::object();
    for (const auto& tool :
         ask("SELECT tool_name, call_count FROM tool_usage WHERE date = ? AND model = ?", day))
        tools[tool[0].get<std::string>()] = tool[1];
    return {{"positions", positions}, {"portfolio_value", row[0][1]}, {"profit", row[0][2]},
            {"trades", trades},       {"reasoning", reasoning(day)},  {"tool_usage", tools}};
}

json Specification::timeseries(const std::string& model) {
    return ask(
        "SELECT date, portfolio_value FROM (SELECT date, portfolio_value,"
        " ROW_NUMBER() OVER (PARTITION BY date ORDER BY action_id DESC) AS rn"
        " FROM positions WHERE model = ?) WHERE rn = 1 ORDER BY date ASC",
        json::array({model}));
}

json Specification::leaderboard(const std::string& date) {
    const std::string of_date = date.empty() ? "" : " WHERE date = ?";
    const std::string newest = date.empty() ? "date DESC, action_id DESC" : "action_id DESC";
    json board = json::array();
    for (const auto& row : ask("SELECT model, portfolio_value FROM (SELECT model, portfolio_value,"
                               " ROW_NUMBER() OVER (PARTITION BY model ORDER BY " +
                                   newest + ") AS rn FROM positions" + of_date +
                                   ") WHERE rn = 1 ORDER BY portfolio_value DESC",
                               date.empty() ? json::array() : json::array({date})))
        board.push_back({{"rank", board.size() + 1}, {"model", row[0]}, {"value", row[1]}});
    return board;
}

Specification::Cleaned Specification::cleanup(const std::string& cutoff,
                                              const std::function<void()>& meanwhile) {
    const json older = json::array({cutoff});
    const auto jobs = ask("SELECT COUNT(*) FROM jobs WHERE created_at < ?", older);
    const auto positions =
        ask("SELECT COUNT(*) FROM positions WHERE job_id IN"
            " (SELECT job_id FROM jobs WHERE created_at < ?)",
            older);
    meanwhile();
    ask("DELETE FROM jobs WHERE created_at < ?", older);
    return {jobs[0][0], positions[0][0]};
}

}  // namespace tradepit
