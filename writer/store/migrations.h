#pragma once

#include <string>

#include <SQLiteCpp/Database.h>

#include "common/schema/schema.h"

namespace tradepit::writer {

/// Throws, like migrate(), for a file that migrate() refuses. Changes nothing.
void refuse_foreign(SQLite::Database& database, const std::string& file,
                    const common::Schema& schema = common::present_schema());

/// Gives an empty file the schema, and brings a file of an earlier version forward. All steps are
/// one transaction. Before them the file is copied to `<file>.schema-<its version>`; where that
/// name is taken, a number is added to it.
/// @throws std::runtime_error for a file that schema_refusal() refuses, and for tables that are
/// not tradepit's; SQLite::Exception when SQLite fails. The file is then as it was.
void migrate(SQLite::Database& database, const std::string& file,
             const common::Schema& schema = common::present_schema());

}  // namespace tradepit::writer
