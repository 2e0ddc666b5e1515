#pragma once

#include <SQLiteCpp/Database.h>

#include "common/messages/upload_messages.h"
#include "writer/imports/import_plan.h"
#include "writer/intake/intake.h"

/// Plans the import of the files of a past competition. A file is compared with the stored rows of
/// its job; rows are only added, and a file that contradicts a stored row is refused.
///
/// Both functions only read the database, and reserve the ids of new rows with `intake`. `now`
/// becomes the completion time of a new job, and of the job and its new days when records are
/// added. Refusals: 409 the job was not made by an import, or another job continues from a close
/// that would change; 422 an invalid name, a market that cannot be chosen or is not the job's, or
/// the content, with line and rule; 503 the rows of the job are still being removed; 507 a limit of
/// a job.
/// @throws SQLite::Exception; Corrupt for rows that no writer wrote.
namespace tradepit::writer {

[[nodiscard]] PlannedImport plan_import(SQLite::Database& database,
                                        const common::RecordImport& import, Intake& intake,
                                        common::UtcTime now);
[[nodiscard]] PlannedImport plan_import(SQLite::Database& database, const common::LogImport& import,
                                        Intake& intake, common::UtcTime now);

}  // namespace tradepit::writer
