#pragma once

#include <cstddef>

#include "bench/load/large_file.h"
#include "bench/maintenance_report.h"
#include "bench/programs/progress.h"
#include "bench/writer_rate.h"

namespace tradepit::bench {

struct MaintenanceSettings {
    /// Many small jobs, so that removing half of them takes more than one cleanup.
    LargeShape shape{.job = {.models = 20, .dates = 50, .day_positions = 2}};
    WriterRateSettings writer;           ///< only programs and folder are used
    std::size_t load_only_seconds = 20;  ///< how long the load runs alone before each task
};

/// Makes a file, loads the writer with events at half of its full rate, and runs a vacuum,
/// cleanups of half of the file's jobs and a backup, one after the other. Then it checks that the
/// file and the backup have everything that was acknowledged. @throws std::runtime_error,
/// SQLite::Exception, Interrupted.
MaintenanceFigures measure_maintenance(MaintenanceSettings settings, Progress& progress);

}  // namespace tradepit::bench
