#pragma once

#include <SQLiteCpp/Database.h>

#include "common/messages/upload_messages.h"
#include "writer/imports/import_plan.h"
#include "writer/intake/intake.h"

/// Files of a past competition beside what is stored of their job. Rows are only added: a file that
/// says something else than what is stored is refused.
///
/// Both only read; numbers for new rows come from `intake`, and `now` is when the job and its days
/// are said to have completed. Refused: 409 the job was not imported, or another job goes on from
/// what would change; 422 the content, naming line and rule; 503 the job is being removed; 507
/// a limit of a job. @throws SQLite::Exception
namespace tradepit::writer {

[[nodiscard]] PlannedImport plan_import(SQLite::Database& database,
                                        const common::RecordImport& import, Intake& intake,
                                        common::UtcTime now);
[[nodiscard]] PlannedImport plan_import(SQLite::Database& database, const common::LogImport& import,
                                        Intake& intake, common::UtcTime now);

}  // namespace tradepit::writer
