#pragma once

#include <cstddef>

#include "bench/load/large_file.h"
#include "bench/maintenance_report.h"
#include "bench/programs/progress.h"
#include "bench/writer_rate.h"

namespace tradepit::bench {

struct MaintenanceSettings {
    /// Many small jobs: half of them are more than one cleanup takes.
    LargeShape shape{.job = {.models = 20, .dates = 50, .day_positions = 2}};
    WriterRateSettings writer;       ///< its programs and folder
    std::size_t quiet_seconds = 20;  ///< the load alone, before each task
};

/// Makes the file, loads the writer with events at half its full rate, and meanwhile has it vacuum,
/// clean up half of the file's jobs and make a backup, one after the other; then looks whether
/// all that was acknowledged is there. @throws std::runtime_error, SQLite::Exception, Interrupted.
MaintenanceFigures measure_maintenance(MaintenanceSettings settings, Progress& progress);

}  // namespace tradepit::bench
