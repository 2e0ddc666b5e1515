#pragma once

#include <SQLiteCpp/Database.h>

#include "common/names.h"
#include "writer/imports/log_import.h"
#include "writer/imports/record_import.h"

/// Reads the stored history of an imported model.
/// @throws SQLite::Exception; Corrupt for rows that no writer wrote.
namespace tradepit::writer {

/// All stored days of the model in this job; none where the job or the model is not stored.
[[nodiscard]] StoredRecords load_records(SQLite::Database& database, const common::JobId& job,
                                         const common::ModelName& model);

/// The stored log of the import's model and day.
[[nodiscard]] StoredLog load_log(SQLite::Database& database, const common::LogImport& import);

}  // namespace tradepit::writer
