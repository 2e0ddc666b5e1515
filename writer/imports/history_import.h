#pragma once

#include <SQLiteCpp/Database.h>

#include "common/messages/upload_messages.h"
#include "writer/imports/import_plan.h"
#include "writer/intake/intake.h"

/// Plans the import of the files of a past competition. A file is compared with the stored rows of
/// its job; rows are only added, and a file that contradicts a stored row is refused.
///
/// Both functions only read the database. The ids of new rows come from `intake`, which counts
/// them on; `now`
/// becomes the completion time of the job and its days. Refusals: 409 the job was not made by an
/// import, or another job continues from what would change; 422 the content, with line and rule;
/// 503 the rows of the job are still being removed; 507 a limit of a job.
/// @throws SQLite::Exception; Corrupt for rows that no writer wrote.
namespace tradepit::writer {

[[nodiscard]] PlannedImport plan_import(SQLite::Database& database,
                                        const common::RecordImport& import, Intake& intake,
                                        common::UtcTime now);
[[nodiscard]] PlannedImport plan_import(SQLite::Database& database, const common::LogImport& import,
                                        Intake& intake, common::UtcTime now);

}  // namespace tradepit::writer
