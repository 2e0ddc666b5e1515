#pragma once

#include <string>

#include <SQLiteCpp/Database.h>

namespace tradepit::writer {

/// The schema that this program writes: PRAGMA user_version. Who changes schema.sql raises it, and
/// adds the step that leads there from the number before.
inline constexpr int SCHEMA_VERSION = 4;

/// Gives an empty file the schema, and brings an older one forward: in one transaction, after a
/// copy of it as it was, `<file>.schema-<its number>`, with another number behind it where there is
/// one already.
/// @throws std::runtime_error for a newer schema and for tables that are none of ours;
/// SQLite::Exception when SQLite fails, and then the file is as it was.
void migrate(SQLite::Database& database, const std::string& file);

}  // namespace tradepit::writer
