#pragma once

#include <optional>
#include <string>

#include <SQLiteCpp/Database.h>

namespace tradepit::query {

/// Has SQLite keep no count of its memory, which all threads share a lock for. Before the process
/// opens its first database.
void set_up_sqlite();

/// A connection for one thread, that can only read: query_only, foreign keys on, no memory map,
/// never a checkpoint. Nothing while there is no such file, or the writer has not made the schema
/// yet.
/// @throws SQLite::Exception when the file is no database, and std::runtime_error for a file that
/// schema_refusal() (common/schema/schema.h) refuses.
std::optional<SQLite::Database> open_database(const std::string& path);

}  // namespace tradepit::query
