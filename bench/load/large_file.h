#pragma once

#include <cstddef>
#include <filesystem>

#include "bench/load/workload.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// A cleanup that asks for fewer days removes the old jobs.
inline constexpr int OLD_JOBS_DAYS = 365;

/// A file as a long-lived installation has it: completed jobs of the same models over the same
/// dates, newest last.
struct LargeShape {
    std::size_t jobs = 100;
    std::size_t old_jobs = 0;    ///< the first of them: they ended OLD_JOBS_DAYS ago
    std::size_t free_bytes = 0;  ///< beside each: as what a cleanup took away has left it
    WorkloadShape job{.models = 20, .dates = 250, .day_positions = 2};

    [[nodiscard]] std::size_t positions() const {
        return jobs * job.models * job.dates * job.day_positions;
    }
};

/// Puts the jobs into `file`, which the writer has made and nobody has open: every table that a
/// completed job has rows in, with closings and series_stats. Without a log, and with the indexes
/// made last, which takes a fraction of the time. @throws SQLite::Exception; Interrupted.
void load_large_file(const std::filesystem::path& file, const LargeShape& shape,
                     Progress& progress);

}  // namespace tradepit::bench
