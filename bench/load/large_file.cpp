#include "bench/load/large_file.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <spdlog/fmt/fmt.h>

#include "common/market/market_rules_json.h"
#include "common/process/clock.h"
#include "common/records/record_tree.h"
#include "common/schema/sql.h"
#include "common/schema/stats_rows.h"

namespace tradepit::bench {

namespace {

using namespace common;

/// Opens the file with the settings with which loading is fastest. The first pragma leaves the WAL
/// mode, in which the writer made the file.
SQLite::Database opened_for_loading(const std::filesystem::path& file) {
    SQLite::Database database{file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX};
    for (const char* pragma :
         {"PRAGMA journal_mode = DELETE", "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF",
          "PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -1048576", "PRAGMA threads = 2"})
        database.exec(pragma);
    return database;
}

std::string rules_text() {
    MarketRules rules;
    rules.name = MarketName(BENCH_MARKET);
    return to_json(rules);
}

/// The indexes of the large tables. The constructor drops them and make() creates them again, which
/// is faster than updating them for each row.
class Indexes {
public:
    explicit Indexes(SQLite::Database& database) : database_(database) {
        SQLite::Statement found(
            database,
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
            " AND tbl_name IN ('positions', 'holdings', 'job_details', 'closings')");
        std::vector<std::string> names;
        while (found.executeStep()) {
            names.push_back(found.getColumn(0).getString());
            definitions_.push_back(found.getColumn(1).getString());
        }
        found.reset();
        for (const auto& name : names) database.exec("DROP INDEX " + name);
    }
    void make(Progress& progress) {
        progress.begin("making its indexes");
        for (std::size_t i = 0; i < definitions_.size(); ++i) {
            database_.exec(definitions_[i]);
            progress.show(i + 1, definitions_.size());
        }
    }

private:
    SQLite::Database& database_;
    std::vector<std::string> definitions_;
};

/// Inserts the rows of completed jobs, except for their rows in `jobs`.
class Loader {
public:
    explicit Loader(SQLite::Database& database) : database_(database) {}

    void insert(const Workload& work) {
        const std::string job = work.job.value();
        const auto days = static_cast<std::int64_t>(work.models.size() * work.dates.size());
        run(job_, job, rules_, days, days, work.market.value());
        for (const auto& model : work.models) insert_model(work, model);
    }

private:
    /// Inserts the rows of one model: its chain, days, attempts and closings.
    void insert_model(const Workload& work, const WorkModel& model) {
        const std::string& job = work.job.value();
        const std::string& name = model.model.value();
        std::int64_t first_detail = 0;
        for (const Stamp date : work.dates) {
            run(detail_, job, date.text(), name, now_);
            if (first_detail == 0) first_detail = database_.getLastInsertRowid();
        }
        run(chain_, job, name, work.market.value(), work.dates.front().text(),
            static_cast<std::int64_t>(work.dates.size()), first_detail,
            work.opening.cash.to_double(), work.opening.value.to_double());
        const std::int64_t chain = database_.getLastInsertRowid();
        run(claim_, job + "/" + name, chain, now_);
        const std::int64_t claim = database_.getLastInsertRowid();
        const SeriesOpening opening{work.dates.front(), work.opening.value};
        std::optional<RunningStats> stats;
        for (std::size_t i = 0; i < work.dates.size(); ++i) {
            const WorkDay& day = model.days[i];
            const std::string date = work.dates[i].text();
            const std::int64_t position = insert_rows(job, date, name, day);
            run(attempt_, chain, date, claim, static_cast<std::int64_t>(day.positions.size()));
            const Closing closing{.date = work.dates[i],
                                  .position_id = position,
                                  .cash = day.close.cash,
                                  .figures = day.figures,
                                  // The first position is the opening, which is no trade.
                                  .trades = static_cast<std::int32_t>(day.positions.size()) - 1};
            stats = next_stats(stats, opening, closing);
            run(closing_, chain, *stats, closing.trades);
        }
        run(series_stats_, chain, *stats);
    }

    /// Inserts the rows of a model-day. @return the id of its last position.
    std::int64_t insert_rows(const std::string& job, const std::string& date,
                             const std::string& model, const WorkDay& day) {
        std::int64_t id = 0;
        for (const Position& row : day.positions) {
            const bool trades = row.action != Action::no_trade;
            run(position_, job, date, model, row.action_id, row.action, row.symbol,
                trades ? row.amount->units() / UNITS_PER_WHOLE : std::int64_t{0},
                trades ? row.price->to_double() : 0.0, row.cash.to_double(), row.value.to_double(),
                day.figures.daily_profit.to_double(), day.figures.daily_return.to_double(),
                day.figures.cumulative_profit.to_double(),
                day.figures.cumulative_return.to_double(), now_);
            id = database_.getLastInsertRowid();
            for (const Holding& holding : row.holdings)
                run(holding_, id, holding.symbol.value(),
                    holding.quantity.units() / UNITS_PER_WHOLE);
        }
        return id;
    }

    SQLite::Database& database_;
    const std::string now_ = utc_text(utc_now());
    const std::string rules_ = rules_text();
    SQLite::Statement job_{
        database_,
        "INSERT INTO job_settings (job_id, label, market, price_set, price_hash, rules, day_order,"
        " priority, read_by_default, warnings, total, completed)"
        " VALUES (?1, 'bench', ?5, 1, '', ?2, 'model', 0, 1, '[]', ?3, ?4)"};
    SQLite::Statement detail_{
        database_,
        "INSERT INTO job_details (job_id, date, model, status, started_at, completed_at,"
        " duration_seconds) VALUES (?1, ?2, ?3, 'completed', ?4, ?4, 0)"};
    SQLite::Statement chain_{
        database_,
        "INSERT INTO job_models (job_id, model, market, agent, needs, lease_days_max, first_date, "
        "days,"
        " first_detail, opening_cash, opening_value, opening_holdings)"
        " VALUES (?, ?, ?, '{\"kind\":\"idle\"}', 'cpu', 64, ?, ?, ?, ?, ?, '{}')"};
    SQLite::Statement claim_{database_,
                             "INSERT INTO claims (request, epoch, chain, worker, nonce, claimed_at)"
                             " VALUES (?, 1, ?, 'bench', '1', ?)"};
    SQLite::Statement attempt_{
        database_,
        "INSERT INTO attempts (chain, date, attempt, claim, state, started, last_batch, events)"
        " VALUES (?, ?, 1, ?, 'completed', 1, 1, ?)"};
    SQLite::Statement position_{
        database_,
        "INSERT INTO positions (job_id, date, model, action_id, action_type, symbol,"
        " amount, price, cash, portfolio_value, daily_profit, daily_return_pct,"
        " cumulative_profit, cumulative_return_pct, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    SQLite::Statement holding_{
        database_, "INSERT INTO holdings (position_id, symbol, quantity) VALUES (?, ?, ?)"};
    SQLite::Statement closing_{database_, insert_closing()};
    SQLite::Statement series_stats_{database_, replace_series_stats()};
};

void insert_job_row(SQLite::Database& database, const Workload& work, const std::string& at) {
    SQLite::Statement insert(
        database,
        "INSERT INTO jobs (job_id, config_path, status, date_range, models, created_at,"
        " started_at, completed_at, total_duration_seconds)"
        " VALUES (?1, 'bench', 'completed', '[]', '[]', ?2, ?2, ?2, 0)");
    insert.bind(1, work.job.value());
    insert.bind(2, at);
    insert.exec();
}

/// Leaves free pages between the jobs of the file: add() inserts a blob after each job, and
/// remove() drops all blobs at the end.
class Filler {
public:
    Filler(SQLite::Database& database, std::size_t bytes) : database_(database), bytes_(bytes) {
        if (bytes_ > 0) database_.exec("CREATE TABLE filler (bytes BLOB)");
    }
    void add() {
        if (bytes_ == 0) return;
        SQLite::Statement insert(database_, "INSERT INTO filler VALUES (zeroblob(?))");
        insert.bind(1, static_cast<std::int64_t>(bytes_));
        insert.exec();
    }
    void remove() {
        if (bytes_ > 0) database_.exec("DROP TABLE filler");
    }

private:
    SQLite::Database& database_;
    std::size_t bytes_;
};

}  // namespace

void load_large_file(const std::filesystem::path& file, const LargeFileSize& size,
                     Progress& progress) {
    SQLite::Database database = opened_for_loading(file);
    Indexes indexes(database);
    Filler filler(database, size.free_bytes);
    progress.begin(fmt::format("making a file with {} positions", size.positions()));
    {
        SQLite::Statement market(database,
                                 "INSERT INTO markets (market, rules, newest_set,"
                                 " created_at) VALUES (?, ?, 0, ?)");
        market.bind(1, BENCH_MARKET);
        market.bind(2, rules_text());
        market.bind(3, utc_text(utc_now()));
        market.exec();
    }
    {
        Loader loader(database);
        const std::string long_ago = utc_text(utc_now() - std::chrono::days{OLD_JOBS_DAYS});
        for (std::size_t job = 0; job < size.jobs; ++job) {
            const Workload work = make_workload(size.job, job);
            SQLite::Transaction transaction(database);
            insert_job_row(database, work, job < size.old_jobs ? long_ago : utc_text(utc_now()));
            loader.insert(work);
            filler.add();
            transaction.commit();
            progress.show(job + 1, size.jobs);
        }
    }
    indexes.make(progress);
    filler.remove();
    database.exec("PRAGMA journal_mode = WAL");
    // The pages that are not yet on the disk would slow down the measurements on this file.
    sync_file_system(file.parent_path());
}

}  // namespace tradepit::bench
