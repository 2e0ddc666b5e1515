#pragma once

#include <cstddef>
#include <filesystem>

#include "bench/load/workload.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// How many days ago the old jobs ended. A cleanup with a smaller number of days removes them.
inline constexpr int OLD_JOBS_DAYS = 365;

/// The content of a file as in a long-lived installation: completed jobs of the same models over
/// the same dates, the newest last.
struct LargeFileSize {
    std::size_t jobs = 100;
    std::size_t old_jobs = 0;    ///< how many of `jobs`, the first ones, ended OLD_JOBS_DAYS ago
    std::size_t free_bytes = 0;  ///< bytes of free pages behind each job, as after a cleanup
    WorkloadSize job{.models = 20, .dates = 250, .day_positions = 2};

    /// The number of positions of all jobs.
    [[nodiscard]] std::size_t positions() const {
        return jobs * job.models * job.dates * job.day_positions;
    }
};

/// Inserts their market and the jobs into `file`, each job with the rows that it has once it is
/// completed: from its row in `jobs` to its attempts, closings and running statistics. The writer
/// must have made the file, which must have no jobs, and no process may have it open. To be fast it
/// works without a journal, and drops the indexes until the end: after an exception the file is
/// useless. @throws SQLite::Exception; std::system_error when the file system cannot be synced;
/// Interrupted on SIGINT or SIGTERM.
void load_large_file(const std::filesystem::path& file, const LargeFileSize& size,
                     Progress& progress);

}  // namespace tradepit::bench
