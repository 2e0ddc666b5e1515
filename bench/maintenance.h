#pragma once

#include <cstddef>

#include "bench/load/large_file.h"
#include "bench/maintenance_report.h"
#include "bench/programs/progress.h"
#include "bench/writer_rate.h"

namespace tradepit::bench {

struct MaintenanceSettings {
    /// Many small jobs, so that removing half of them takes more than one cleanup.
    LargeFileSize size{.job = {.models = 20, .dates = 50, .day_positions = 2}};
    WriterRateSettings writer;           ///< only programs and folder are used
    std::size_t load_only_seconds = 20;  ///< how long the load runs alone before each task
};

/// Makes a file, sends events to the writer at half of its full rate, and meanwhile runs a vacuum,
/// cleanups of half of the file's jobs, and a backup, one after the other. Then it checks that the
/// file and the backup have everything that was acknowledged; `faults` of the result says what they
/// lack. @throws std::runtime_error when a task is refused, fails or does not end, or the writer
/// refuses events or ends; SQLite::Exception; Interrupted on SIGINT or SIGTERM.
MaintenanceFigures measure_maintenance(MaintenanceSettings settings, Progress& progress);

}  // namespace tradepit::bench
