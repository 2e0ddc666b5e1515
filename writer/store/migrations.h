#pragma once

#include <string>

#include <SQLiteCpp/Database.h>

#include "common/schema/schema.h"

namespace tradepit::writer {

/// Throws, like migrate(), for a file that migrate() refuses. Returns for an empty file and for one
/// that migrate() accepts. Changes nothing.
void refuse_foreign(SQLite::Database& database, const std::string& file,
                    const common::Schema& schema = common::present_schema());

/// Gives an empty file the schema, and brings a file of an earlier version forward. All steps are
/// one transaction. Before them the file is copied: under a temporary name first, which then
/// becomes `<file>.schema-<its version>`; where that name is taken, a number is added to it.
/// @param file the path of the database.
/// @throws common::SetUpFault for a file of a later version, or that is not tradepit's;
/// std::runtime_error when the copy cannot be renamed; SQLite::Exception when SQLite fails. The
/// file is then as it was.
void migrate(SQLite::Database& database, const std::string& file,
             const common::Schema& schema = common::present_schema());

}  // namespace tradepit::writer
