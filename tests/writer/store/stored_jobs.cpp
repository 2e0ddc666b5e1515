#include "tests/writer/store/stored_jobs.h"

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "common/schema/stored_values.h"
#include "tests/common/schema/stored_rows.h"

namespace tradepit::writer::tests {

namespace {

std::string quoted(const std::string& text) { return "'" + text + "'"; }

}  // namespace

std::int64_t StoredJobs::add(const StoredJob& job) {
    common::StoredRows{store.database()}.add({.id = job.id,
                                              .status = job.status,
                                              .completed_at = job.completed_at,
                                              .market = "m",
                                              .model_days = std::int64_t{job.models} * job.days});
    Keys keys;
    keys.first_chain = number(
        "SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence "
        "WHERE name = 'job_models'");
    keys.last_chain = keys.first_chain + job.models - 1;
    keys.first_position =
        number("SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'positions'");
    for (int i = 0; i < job.models; ++i)
        add_chain(job, "m" + std::to_string(i), keys.first_chain + i);
    keys.last_position = number("SELECT COALESCE(MAX(id), 0) FROM positions");
    keys_[job.id] = keys;
    return keys.first_chain;
}

void StoredJobs::add_chain(const StoredJob& job, const std::string& model, std::int64_t chain) {
    const auto id = quoted(job.id);
    const auto name = quoted(model);
    common::StoredRows rows{store.database()};
    EXPECT_EQ(rows.add({.job = job.id,
                        .model = model,
                        .days = job.days,
                        .predecessor = job.predecessor,
                        .change = chain}),
              chain);
    const auto number_of = std::to_string(chain);
    const auto each_day =
        "WITH RECURSIVE day(n) AS (VALUES(1) UNION ALL SELECT n + 1 FROM day "
        "WHERE n < " +
        std::to_string(job.days) + ") ";
    sql(each_day + "INSERT INTO job_details(job_id, date, model, status) SELECT " + id +
        ", printf('%07d', n), " + name + ", " +
        quoted(job.completed_at.empty() ? "pending" : "completed") + " FROM day");
    sql(each_day +
        "INSERT INTO positions(job_id, date, model, action_id, action_type, cash, "
        "portfolio_value, created_at) SELECT " +
        id + ", printf('%07d', n), " + name + ", 0, 'no_trade', 1, 1, 't' FROM day");
    sql("INSERT INTO holdings(position_id, symbol, quantity) SELECT p.id, s.column1, 1 "
        "FROM positions p, (VALUES('A'), ('B'), ('C')) s WHERE p.job_id = " +
        id + " AND p.model = " + name);
    sql(each_day +
        "INSERT INTO reasoning_logs(job_id, date, model, step_number, timestamp, role, "
        "content) SELECT " +
        id + ", printf('%07d', n), " + name + ", 1, 't', 'user', 'why' FROM day");
    sql(each_day + "INSERT INTO tool_usage(job_id, date, model, tool_name) SELECT " + id +
        ", printf('%07d', n), " + name + ", 'buy' FROM day");
    sql(each_day + "INSERT INTO job_orders SELECT " + number_of +
        ", printf('%07d', n), '[]' FROM day");
    sql(each_day +
        "INSERT INTO claims(request, epoch, chain, worker, nonce, claimed_at) SELECT 'r'"
        " || n, 1, " +
        number_of + ", 'w', '0', 't' FROM day");
    sql(each_day + "INSERT INTO attempts(chain, date, attempt, claim, state) SELECT " + number_of +
        ", printf('%07d', n), 1, 1, 'completed' FROM day");
    for (int i = 1; i <= job.days; ++i) {
        const auto date = one("SELECT date('2000-01-01', '+" + std::to_string(i) + " days')");
        rows.add(chain, {.date = common::stamp_of(date), .position_id = 1});
    }
}

std::string StoredJobs::tables_with(const std::string& job) {
    const Keys& keys = keys_.at(job);
    const auto between = [](const char* column, std::int64_t first, std::int64_t last) {
        return std::string{column} + " BETWEEN " + std::to_string(first) + " AND " +
               std::to_string(last);
    };
    const std::map<std::string, std::string> wheres{
        {"job_id", "job_id = " + quoted(job)},
        {"chain", between("chain", keys.first_chain, keys.last_chain)},
        {"position_id", between("position_id", keys.first_position, keys.last_position)}};
    std::string found;
    SQLite::Statement columns{
        store.database(),
        "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
        "WHERE m.type = 'table' AND c.name IN ('job_id', 'chain', 'position_id') ORDER BY 1, 2"};
    while (columns.executeStep()) {
        const auto table = columns.getColumn(0).getString();
        const auto where = wheres.at(columns.getColumn(1).getString());
        // closings and series_stats are found by their chain; the position_id that they have here
        // is a placeholder.
        if (columns.getColumn(1).getString() == std::string{"position_id"} && table != "holdings")
            continue;
        if (number("SELECT EXISTS (SELECT 1 FROM " + table + " WHERE " + where + ")") == 0)
            continue;
        if (found.ends_with(table)) continue;
        found += (found.empty() ? "" : " ") + table;
    }
    return found;
}

std::string StoredJobs::faults() {
    std::string text = one("PRAGMA integrity_check");
    if (text == "ok") text.clear();
    SQLite::Statement orphans{store.database(), "PRAGMA foreign_key_check"};
    while (orphans.executeStep()) text += " orphan in " + orphans.getColumn(0).getString();
    return text;
}

}  // namespace tradepit::writer::tests
