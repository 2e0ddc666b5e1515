#include "query/storage/database.h"

#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <sqlite3.h>

#include "common/check.h"
#include "common/machine/mounts.h"
#include "common/schema/schema.h"

namespace tradepit::query {

namespace {

/// How long a read waits for a lock, in milliseconds. In WAL mode the writer blocks readers only
/// while it recovers the file after a crash.
constexpr int BUSY_MS = 1'000;
/// A connection's page cache: enough for the upper levels of the B-trees of a large file.
constexpr int CACHE_KIB = 16'384;

}  // namespace

void set_up_sqlite() { CHECK(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK); }

std::optional<SQLite::Database> open_database(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return std::nullopt;
    if (common::is_mount_point(path))
        throw std::runtime_error(path +
                                 " is mounted by itself, as a single file, without the log that "
                                 "has its newest commits: mount the folder of the database");
    SQLite::Database database{path, SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX, BUSY_MS};
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    // Without a memory map an I/O error is an exception, and not a SIGBUS.
    database.exec("PRAGMA query_only=ON; PRAGMA foreign_keys=ON; PRAGMA mmap_size=0");
    database.exec("PRAGMA cache_size=-" + std::to_string(CACHE_KIB));
    const auto found = common::schema_of(database);
    if (found.version == 0) return std::nullopt;
    if (const auto refusal = common::schema_refusal(path, found); !refusal.empty())
        throw std::runtime_error(refusal);
    return database;
}

}  // namespace tradepit::query
