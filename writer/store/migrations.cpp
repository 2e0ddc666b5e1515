#include "writer/store/migrations.h"

#include <array>
#include <filesystem>
#include <stdexcept>

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <spdlog/spdlog.h>

#include "writer/store/schema_text.h"

namespace tradepit::writer {

namespace {

/// What leads from schema i + 1 to the next one.
constexpr std::array<const char*, SCHEMA_VERSION - 1> STEPS{
    "ALTER TABLE attempts ADD COLUMN late_events INTEGER NOT NULL DEFAULT 0",
    R"(
CREATE TABLE purges (
    purge INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    chain INTEGER UNIQUE,
    first_detail INTEGER,
    positions INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX idx_purges_job_id ON purges(job_id);
CREATE TABLE last_change (
    id INTEGER PRIMARY KEY CHECK(id = 1),
    change_number INTEGER NOT NULL
);
CREATE TABLE chores (
    chore INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK(kind IN ('cleanup', 'vacuum', 'backup')),
    state TEXT NOT NULL CHECK(state IN ('running', 'done', 'failed')),
    options TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    result TEXT NOT NULL DEFAULT '{}',
    started_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX idx_jobs_completed_at ON jobs(completed_at, job_id);
CREATE INDEX idx_job_models_predecessor ON job_models(predecessor) WHERE predecessor IS NOT NULL;
CREATE INDEX idx_inbox_chain ON inbox(chain);
CREATE INDEX idx_idempotency_created_at ON idempotency(created_at);
ALTER TABLE job_settings ADD COLUMN dual_write INTEGER NOT NULL DEFAULT 0;
CREATE INDEX idx_job_settings_dual_write ON job_settings(job_number) WHERE dual_write = 1;
ALTER TABLE closings ADD COLUMN days INTEGER;
ALTER TABLE closings ADD COLUMN trades_to_date INTEGER;
ALTER TABLE closings ADD COLUMN peak_value REAL;
ALTER TABLE closings ADD COLUMN max_drawdown_pct REAL;
ALTER TABLE closings ADD COLUMN returns INTEGER;
ALTER TABLE closings ADD COLUMN returns_mean REAL;
ALTER TABLE closings ADD COLUMN returns_m2 REAL;
ALTER TABLE closings ADD COLUMN first_return REAL;
ALTER TABLE standings ADD COLUMN first_return REAL;
)",
    "CREATE INDEX idx_job_models_market ON job_models(market, model, chain)",
};

void set_version(SQLite::Database& database) {
    database.exec("PRAGMA user_version = " + std::to_string(SCHEMA_VERSION));
}

void make(SQLite::Database& database) {
    SQLite::Transaction transaction{database};
    database.exec(std::string{SCHEMA_TEXT});
    set_version(database);
    transaction.commit();
}

/// @return the copy's name: with a number behind it where there is one already.
std::string keep_copy(SQLite::Database& database, const std::string& name) {
    std::string copy = name;
    for (int number = 2; std::filesystem::exists(copy); ++number)
        copy = name + "." + std::to_string(number);
    const std::string part = name + ".part";
    std::filesystem::remove(part);
    SQLite::Statement vacuum{database, "VACUUM INTO ?"};
    vacuum.bind(1, part);
    vacuum.exec();
    std::filesystem::rename(part, copy);
    return copy;
}

}  // namespace

void migrate(SQLite::Database& database, const std::string& file) {
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version == SCHEMA_VERSION) return;
    if (version > SCHEMA_VERSION)
        throw std::runtime_error(file + ": schema " + std::to_string(version) +
                                 " is newer than this program's " + std::to_string(SCHEMA_VERSION));
    if (version <= 0) {
        if (database.execAndGet("SELECT COUNT(*) FROM sqlite_master").getInt() != 0)
            throw std::runtime_error(file + ": holds tables, but is no database of tradepit");
        return make(database);
    }
    const auto copy = keep_copy(database, file + ".schema-" + std::to_string(version));
    SQLite::Transaction transaction{database};
    for (auto step = static_cast<std::size_t>(version) - 1; step < STEPS.size(); ++step)
        database.exec(STEPS[step]);
    set_version(database);
    transaction.commit();
    spdlog::info("{}: brought from schema {} to {}; as it was: {}", file, version, SCHEMA_VERSION,
                 copy);
}

}  // namespace tradepit::writer
