#pragma once

#include "common/messages/job.h"
#include "common/schema/sql.h"

/// The columns of `job_settings` that hold what a client chose for the job.
namespace tradepit::common {

/// These columns, in the order in which bind_value() binds them and job_settings_of() reads them.
inline constexpr const char* JOB_SETTINGS_COLUMNS = "label, day_order, priority, dual_write";
inline constexpr int JOB_SETTINGS_COLUMN_COUNT = 4;

/// Binds all columns of JOB_SETTINGS_COLUMNS.
void bind_value(Binding& at, const JobSettings& settings);

/// Reads JOB_SETTINGS_COLUMNS from column `first` of a row on. @throws Corrupt
[[nodiscard]] JobSettings job_settings_of(const Rows& row, int first = 0);

}  // namespace tradepit::common
