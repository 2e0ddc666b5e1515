#pragma once

#include <SQLiteCpp/Database.h>

#include "common/names.h"
#include "writer/imports/log_import.h"
#include "writer/imports/record_import.h"

/// What is stored of an imported model. @throws SQLite::Exception; Corrupt for what no writer
/// wrote.
namespace tradepit::writer {

[[nodiscard]] StoredRecords load_records(SQLite::Database& database, const common::JobId& job,
                                         const common::ModelName& model);

/// Of the import's day.
[[nodiscard]] StoredLog load_log(SQLite::Database& database, const common::LogImport& import);

}  // namespace tradepit::writer
