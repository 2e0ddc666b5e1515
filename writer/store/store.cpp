#include "writer/store/store.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include "common/check.h"
#include "common/process/set_up_fault.h"
#include "common/schema/schema.h"
#include "common/schema/sql.h"
#include "common/schema/stored_values.h"
#include "writer/store/migrations.h"

namespace tradepit::writer {

using namespace common;

namespace {

/// The page cache: 256 MiB, which PRAGMA cache_size takes in KiB as a negative number. The indexes
/// of a million positions fit into it. Measured: 15 % more throughput than with SQLite's 2 MB.
constexpr const char* CACHE_SIZE = "-262144";
/// 16 MiB. A smaller log file is kept and overwritten, which is cheaper than a file that has to
/// grow again.
constexpr int LARGE_LOG_PAGES = 4'096;

void configure(SQLite::Database& database, const std::string& file, Synchronous synchronous) {
    // This takes effect only before the first table is created.
    database.exec("PRAGMA auto_vacuum = INCREMENTAL");
    const std::string mode = database.execAndGet("PRAGMA journal_mode = WAL").getString();
    if (mode != "wal")
        throw SetUpFault("--db " + file + ": SQLite keeps its journal mode " + mode +
                         ", and not WAL, here");
    database.exec(synchronous == Synchronous::full ? "PRAGMA synchronous = FULL"
                                                   : "PRAGMA synchronous = NORMAL");
    database.exec("PRAGMA foreign_keys = ON");
    database.exec("PRAGMA trusted_schema = OFF");
    database.exec("PRAGMA mmap_size = 0");
    database.exec(std::string{"PRAGMA cache_size = "} + CACHE_SIZE);
    int is_on = 0;
    CHECK(sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, &is_on) ==
          SQLITE_OK);
    // Without log and shared memory only a user who may make them there can read the database.
    int is_kept = 1;
    CHECK(sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &is_kept) ==
          SQLITE_OK);
}

/// `path` as a URI of SQLite.
std::string uri_of(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '%' || c == '?' || c == '#') {
            constexpr std::string_view HEX = "0123456789abcdef";
            uri += {'%', HEX[static_cast<unsigned char>(c) / 16],
                    HEX[static_cast<unsigned char>(c) % 16]};
        } else {
            uri += c;
        }
    }
    return uri;
}

/// The writer epoch that the file itself has, whatever its log says; nothing when it has none.
std::optional<std::int64_t> epoch_without_log(const std::string& file) {
    try {
        // An immutable file has no log and no locks.
        SQLite::Database database{uri_of(file) + "?immutable=1",
                                  SQLite::OPEN_READONLY | SQLite::OPEN_URI};
        return database.execAndGet("SELECT epoch FROM writer_epoch").getInt64();
    } catch (const SQLite::Exception&) {
        return std::nullopt;
    }
}

/// Refuses a log that another file has left under this file's name. SQLite would apply it: it binds
/// a log to a database by the name alone.
void refuse_foreign_log(const std::string& file, const DatabaseLock& lock) {
    std::error_code error;
    const auto log_bytes = std::filesystem::file_size(file + "-wal", error);
    if (error || log_bytes == 0 || !lock.log_writer()) return;
    const auto epoch = epoch_without_log(file);
    if (!epoch || *epoch == *lock.log_writer()) return;
    throw SetUpFault("--db " + file + ": " + file + "-wal (" + std::to_string(log_bytes) +
                     " bytes) is the log of another file: writer " +
                     std::to_string(*lock.log_writer()) + " wrote it, and the file is of writer " +
                     std::to_string(*epoch) +
                     ". If a backup was put in its place, move the log and " + file +
                     "-shm away, and the backup is used as it is");
}

SQLite::Database opened(const std::string& file, Synchronous synchronous,
                        const DatabaseLock& lock) {
    refuse_foreign_log(file, lock);
    // Only one thread uses the connection, so SQLite's own mutexes are left out (NOMUTEX). The busy
    // timeout is 0: SQLite waits for no lock, and the server's loop tries again.
    SQLite::Database database{
        file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, 0};
    // A file that is refused must stay as it is. So the journal mode, which is stored in the file,
    // is set only later, and until then closing the connection does not checkpoint a log that the
    // file may have.
    int is_on = 0;
    CHECK(sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &is_on) ==
          SQLITE_OK);
    refuse_foreign(database, file);
    CHECK(sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, &is_on) ==
          SQLITE_OK);
    configure(database, file, synchronous);
    migrate(database, file);
    return database;
}

/// The WAL hook: it notes how many pages the write-ahead log has after a commit. It replaces
/// SQLite's automatic checkpoint, which would run inside commits and delay the acknowledgements.
int count_log_pages(void* pages, sqlite3*, const char*, int in_log) {
    *static_cast<int*>(pages) = in_log;
    return SQLITE_OK;
}

void note_rollback(void* was_rolled_back) { *static_cast<bool*>(was_rolled_back) = true; }

}  // namespace

bool may_pass(const SQLite::Exception& error) {
    // The low byte of an extended result code is the primary one.
    switch (error.getErrorCode() & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_NOMEM:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
            return true;
        default:
            return false;
    }
}

bool changed_nothing(const SQLite::Exception& error) {
    // After any other error, such as an I/O error in COMMIT, the file may have the change.
    const int code = error.getErrorCode() & 0xFF;
    return code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_FULL;
}

Store::Store(const std::string& file, Synchronous synchronous)
    : lock_{file},
      database_{opened(file, synchronous, lock_)},
      fence_{database_},
      begin_{database_, "BEGIN IMMEDIATE"},
      commit_{database_, "COMMIT"},
      rows_{database_},
      series_{database_},
      loader_{database_, series_, rows_},
      stored_attempt_{database_,
                      "SELECT nonce, last_batch, state FROM attempts JOIN claims USING (claim) "
                      "WHERE attempts.chain = ? AND date = ? AND attempt = ?"},
      stored_changes_{database_,
                      "SELECT change_number, chain FROM job_models WHERE change_number > ? "
                      "ORDER BY change_number LIMIT " +
                          std::to_string(STORED_CHANGES_MAX)},
      stored_chain_{database_,
                    "SELECT job_models.days, jobs.status FROM job_models JOIN jobs USING (job_id) "
                    "WHERE chain = ?"},
      job_status_{database_, "SELECT status FROM jobs WHERE job_id = ?"},
      is_purged_{database_, "SELECT 1 FROM purges WHERE job_id = ? LIMIT 1"},
      orders_{database_, "SELECT orders FROM job_orders WHERE chain = ? AND date = ?"},
      data_versions_{database_, "PRAGMA data_version"} {
    sqlite3_wal_hook(database_.getHandle(), count_log_pages, &log_pages_);
    sqlite3_rollback_hook(database_.getHandle(), note_rollback, &was_rolled_back_);
    note_log_writer();
    static_cast<void>(was_written_by_others());
}

Store::~Store() {
    sqlite3_wal_hook(database_.getHandle(), nullptr, nullptr);
    sqlite3_rollback_hook(database_.getHandle(), nullptr, nullptr);
}

void Store::note_log_writer() {
    // The number is recorded only once the file of the database has the epoch without the log, and
    // is forgotten on the disk before that.
    lock_.set_log_writer(std::nullopt);
    if (checkpoint(SQLITE_CHECKPOINT_PASSIVE)) lock_.set_log_writer(fence_.epoch());
}

void Store::check_place(Instant now) {
    fence_.after_commit();
    if (now - lock_kept_ < LOCK_KEPT_EVERY) return;
    lock_kept_ = now;
    lock_.keep();
}

bool Store::was_written_by_others() {
    const bool unknown = std::exchange(was_rolled_back_, false);
    auto rows = ask(data_versions_);
    CHECK(rows.next());
    const auto version = rows.integer(0);
    return std::exchange(data_version_, version) != version && !unknown;
}

void Store::commit(const std::vector<Operation>& operations, UtcTime now) {
    const std::string timestamp = utc_text(now);
    transact([&] {
        for (const Operation& operation : operations)
            std::visit([&](const auto& each) { rows_.apply(each, timestamp); }, operation);
    });
}

void Store::probe_commit() {
    // A write that changes nothing shows whether the file can be written again: setting the same
    // version still writes the page that holds it.
    transact([&] { set_schema_version(database_, SCHEMA_VERSION); });
}

template <class Write>
void Store::transact(Write write) {
    try {
        begin_.exec();
        begin_.reset();
        fence_.before_writing();
        write();
        commit_.exec();
        commit_.reset();
        fence_.after_commit();
    } catch (const std::exception&) {
        roll_back();
        throw;
    }
}

void Store::roll_back() {
    sqlite3* const handle = database_.getHandle();
    // A statement that has failed cannot be bound again before it is reset.
    for (auto* statement = sqlite3_next_stmt(handle, nullptr); statement != nullptr;
         statement = sqlite3_next_stmt(handle, statement))
        sqlite3_reset(statement);
    // After some errors SQLite has rolled back by itself.
    if (sqlite3_get_autocommit(handle) == 0)
        sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

std::optional<StoredAttempt> Store::stored_attempt(const AttemptKey& key) {
    auto rows = ask(stored_attempt_, key.chain, key.date, key.attempt);
    if (!rows.next()) return std::nullopt;
    return StoredAttempt{.nonce = nonce_of(rows.text(0)),
                         .last_batch = rows.integer(1),
                         .state = attempt_state_of(rows.text(2))};
}

std::optional<ChainState> Store::stored_chain(std::int64_t chain) {
    auto rows = ask(stored_chain_, chain);
    if (!rows.next()) return std::nullopt;
    const auto status = job_status_of(rows.text(1));
    return ChainState{.chain = chain,
                      .ended_days = rows.int32(0),
                      .cancelled = status == JobStatus::cancelled,
                      .attempts = {}};
}

std::vector<StoredChange> Store::stored_changes(std::int64_t cursor) {
    std::vector<StoredChange> changes;
    auto rows = ask(stored_changes_, cursor);
    while (rows.next())
        changes.push_back({.number = rows.integer(0), .chain = rows.integer(1), .ended_chain = {}});
    return changes;
}

std::optional<JobStatus> Store::job_status(const JobId& job) {
    auto rows = ask(job_status_, job);
    if (!rows.next()) return std::nullopt;
    return job_status_of(rows.text(0));
}

bool Store::is_taken(const JobId& job) { return job_status(job) || ask(is_purged_, job).next(); }

std::string Store::orders(std::int64_t chain, Stamp date) {
    auto rows = ask(orders_, chain, date);
    return rows.next() ? rows.text(0) : std::string{};
}

void Store::checkpoint() { checkpoint(SQLITE_CHECKPOINT_PASSIVE); }

void Store::checkpoint_when_idle() {
    const bool large = std::max(log_pages_peak_, log_pages_) >= LARGE_LOG_PAGES;
    checkpoint(large ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE);
}

void Store::checkpoint_and_truncate() { checkpoint(SQLITE_CHECKPOINT_TRUNCATE); }

bool Store::checkpoint(int mode) {
    // Errors are ignored. BUSY means that a reader was in the way, and the next checkpoint takes
    // the rest. After any other error the log still holds what was committed, and the next commit
    // meets the same error and reports it.
    try {
        // A file that is not the database's any more must not be written to.
        fence_.after_commit();
        int in_log = 0;
        int checkpointed = 0;
        const int result =
            sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr, mode, &in_log, &checkpointed);
        const bool emptied = mode == SQLITE_CHECKPOINT_TRUNCATE && result == SQLITE_OK;
        log_pages_peak_ = emptied ? 0 : std::max(log_pages_peak_, log_pages_);
        log_pages_ = 0;  // until the next commit says how many there are
        fence_.after_own_write();
        return result == SQLITE_OK && in_log == checkpointed;
    } catch (const SQLite::Exception&) {
        return false;
    }
}

}  // namespace tradepit::writer
