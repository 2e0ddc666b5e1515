#include "tests/common/schema/stored_rows.h"

#include <optional>

#include <SQLiteCpp/Statement.h>

#include "common/schema/schema.h"
#include "common/schema/sql.h"
#include "common/schema/stats_rows.h"
#include "common/schema/stored_values.h"

namespace tradepit::common {

SQLite::Database database_with_schema(const std::string& file) {
    SQLite::Database database{file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON");
    make_schema(database);
    return database;
}

void StoredRows::add(const Job& job) {
    constexpr const char* CREATED_AT = "2025-10-01T00:00:00.000000Z";
    SQLite::Statement row{database_,
                          "INSERT INTO jobs(job_id, config_path, status, date_range, models,"
                          " created_at, completed_at) VALUES(?, 'default_config.json', ?,"
                          " '[\"2025-10-01\"]', '[\"a\"]', ?, ?)"};
    run(row, job.id, job.status, CREATED_AT, TextOrNull{job.completed_at});
    SQLite::Statement settings{
        database_,
        "INSERT INTO job_settings(job_id, label, market, price_set,"
        " price_hash, rules, day_order, priority, read_by_default, warnings, total)"
        " VALUES(?, ?, ?, 1, 'h', ?, 'model', 0, ?, '[]', ?)"};
    run(settings, job.id, job.label, job.market, job.rules, job.read_by_default, job.model_days);
}

std::int64_t StoredRows::add(const Chain& chain) {
    SQLite::Statement row{
        database_,
        "INSERT INTO job_models(job_id, model, market, agent, needs, lease_days_max, first_date, "
        "days,"
        " first_detail, opening_cash, opening_value, opening_holdings, predecessor, change_number)"
        " SELECT ?1, ?2, (SELECT market FROM job_settings WHERE job_id = ?1), '{}', 'cpu',"
        " 1, ?3, ?4, COALESCE(MAX(seq), 0) + 1, ?5, ?5, '{}', NULLIF(?6, 0), ?7"
        " FROM sqlite_sequence WHERE name = 'job_details'"};
    run(row, chain.job, chain.model, chain.first_date, chain.days, chain.opening_value,
        chain.predecessor, chain.change);
    return database_.getLastInsertRowid();
}

void StoredRows::add(std::int64_t chain, const Closing& closing) {
    SQLite::Statement select{
        database_,
        "SELECT first_date, opening_value, COALESCE(predecessor, 0) FROM job_models"
        " WHERE chain = ?"};
    SQLite::Statement latest{database_, std::string{"SELECT "} + STATS_COLUMNS +
                                            " FROM closings WHERE chain = ? AND date < ?"
                                            " ORDER BY date DESC LIMIT 1"};
    std::optional<RunningStats> before;
    SeriesOpening opening;
    Stamp end = closing.date;
    for (auto each = chain; each != 0;) {
        auto known = ask(latest, each, end);
        if (!before && known.next()) before = stats_of(known);
        auto row = ask(select, each);
        if (!row.next()) corrupt("a chain");
        opening = {stamp_of(row.text(0)), money_of(row[1])};
        end = opening.date;
        each = row.integer(2);
    }
    const auto stats = next_stats(before, opening, closing);
    SQLite::Statement insert{database_, insert_closing()};
    run(insert, chain, stats, closing.trades);
    SQLite::Statement standing{database_, replace_series_stats()};
    run(standing, chain, stats);
}

}  // namespace tradepit::common
