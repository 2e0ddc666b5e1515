#include "bench/load/bare_loop.h"

#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

SQLite::Database opened_with(const std::string& file, BareLoop::Synchronous synchronous) {
    SQLite::Database database{file, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX};
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(synchronous == BareLoop::Synchronous::full ? "PRAGMA synchronous = FULL"
                                                             : "PRAGMA synchronous = OFF");
    database.exec("PRAGMA foreign_keys = ON");
    // 256 MiB, and a checkpoint after 16,384 pages, as in the writer.
    database.exec("PRAGMA cache_size = -262144");
    database.exec("PRAGMA wal_autocheckpoint = 16384");
    return database;
}

void execute(SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
}

/// Binds a text, or NULL if it is empty.
void bind_text(SQLite::Statement& statement, int index, const std::string& text) {
    if (text.empty()) {
        statement.bind(index);
    } else {
        statement.bindNoCopy(index, text);
    }
}

}  // namespace

BareLoop::BareLoop(const std::string& file, Synchronous synchronous)
    : database_(opened_with(file, synchronous)),
      begin_(database_, "BEGIN IMMEDIATE"),
      commit_(database_, "COMMIT"),
      position_(database_,
                "INSERT INTO positions (job_id, date, model, created_at, daily_profit,"
                " daily_return_pct, cumulative_profit, cumulative_return_pct, action_id,"
                " action_type, symbol, amount, price, cash, portfolio_value)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      holding_(database_, "INSERT INTO holdings (position_id, symbol, quantity) VALUES (?, ?, ?)") {
}

std::chrono::duration<double> BareLoop::insert(const Workload& work, std::size_t commit_positions) {
    insert_job(work);
    const auto started = common::steady_now();
    std::size_t uncommitted = 0;
    for (std::size_t date = 0; date < work.dates.size(); ++date) {
        const auto date_text = work.dates[date].text();
        for (const auto& model : work.models) {
            const auto& day = model.days[date];
            const auto created_at = common::utc_text(common::utc_now());
            position_.bindNoCopy(1, work.job.value());
            position_.bindNoCopy(2, date_text);
            position_.bindNoCopy(3, model.model.value());
            position_.bindNoCopy(4, created_at);
            position_.bind(5, day.figures.daily_profit.to_double());
            position_.bind(6, day.figures.daily_return.to_double());
            position_.bind(7, day.figures.cumulative_profit.to_double());
            position_.bind(8, day.figures.cumulative_return.to_double());
            for (const auto& position : day.positions) {
                if (uncommitted == 0) execute(begin_);
                insert_row(position);
                if (++uncommitted == commit_positions) {
                    execute(commit_);
                    uncommitted = 0;
                }
            }
        }
    }
    if (uncommitted > 0) execute(commit_);
    return common::steady_now() - started;
}

void BareLoop::insert_row(const common::Position& position) {
    position_.bind(9, position.action_id);
    position_.bindNoCopy(10, to_text(position.action).data());
    bind_text(position_, 11, position.symbol.value());
    if (position.amount) {
        position_.bind(12, position.amount->units() / common::UNITS_PER_WHOLE);
    } else {
        position_.bind(12);
    }
    if (position.price) {
        position_.bind(13, position.price->to_double());
    } else {
        position_.bind(13);
    }
    position_.bind(14, position.cash.to_double());
    position_.bind(15, position.value.to_double());
    execute(position_);
    holding_.bind(1, database_.getLastInsertRowid());
    for (const auto& holding : position.holdings) {
        holding_.bindNoCopy(2, holding.symbol.value());
        holding_.bind(3, holding.quantity.units() / common::UNITS_PER_WHOLE);
        execute(holding_);
    }
}

void BareLoop::insert_job(const Workload& work) {
    SQLite::Statement insert(database_,
                             "INSERT INTO jobs (job_id, config_path, status, date_range, models,"
                             " created_at) VALUES (?, 'bench', 'completed', '[]', '[]', ?)");
    insert.bind(1, work.job.value());
    insert.bind(2, common::utc_text(common::utc_now()));
    insert.exec();
}

void BareLoop::insert_job_details(const Workload& work) {
    SQLite::Statement insert(database_,
                             "INSERT INTO job_details (job_id, date, model, status)"
                             " VALUES (?, ?, ?, 'completed')");
    insert.bind(1, work.job.value());
    execute(begin_);
    for (const auto& model : work.models) {
        for (const auto& date : work.dates) {
            insert.bind(2, date.text());
            insert.bind(3, model.model.value());
            execute(insert);
        }
    }
    execute(commit_);
}

void BareLoop::finish() { database_.exec("PRAGMA wal_checkpoint(TRUNCATE)"); }

}  // namespace tradepit::bench
