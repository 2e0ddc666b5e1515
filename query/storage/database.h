#pragma once

#include <optional>
#include <string>

#include <SQLiteCpp/Database.h>

namespace tradepit::query {

/// Turns off SQLite's memory statistics, for which all threads would share a lock. It must be
/// called before the process opens its first database.
void set_up_sqlite();

/// Opens a read-only connection for one thread, which makes no checkpoint when it is closed.
/// Nothing while there is no such file, or the writer has not made the schema yet.
/// @throws SQLite::Exception when the file cannot be opened or read, or is not a database, and
/// std::runtime_error for a file that schema_refusal() (common/schema/schema.h) refuses.
std::optional<SQLite::Database> open_database(const std::string& path);

}  // namespace tradepit::query
