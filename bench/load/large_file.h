#pragma once

#include <cstddef>
#include <filesystem>

#include "bench/load/workload.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// How many days ago the old jobs ended. A cleanup of jobs older than fewer days removes them.
inline constexpr int OLD_JOBS_DAYS = 365;

/// The content of a file as in a long-lived installation: completed jobs of the same models over
/// the same dates, the newest last.
struct LargeShape {
    std::size_t jobs = 100;
    std::size_t old_jobs = 0;    ///< the first of `jobs`; they ended OLD_JOBS_DAYS ago
    std::size_t free_bytes = 0;  ///< free pages behind the rows of each job, as after a cleanup
    WorkloadShape job{.models = 20, .dates = 250, .day_positions = 2};

    [[nodiscard]] std::size_t positions() const {
        return jobs * job.models * job.dates * job.day_positions;
    }
};

/// Inserts the jobs into `file`, with the rows that a completed job has in every table, closings
/// and running statistics included. The writer must have made the file, and no process may have it
/// open. To be fast it works without a journal, and drops the indexes until the end. @throws
/// SQLite::Exception; Interrupted on SIGINT.
void load_large_file(const std::filesystem::path& file, const LargeShape& shape,
                     Progress& progress);

}  // namespace tradepit::bench
