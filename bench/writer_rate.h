#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/load/workload.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// The rates of the writer and of BareLoop, with a value for each round. BareLoop inserts the same
/// positions and holdings with SQLite directly, in the bench's own process.
struct WriterRate {
    std::size_t present = 0;  ///< positions that were in the file before the first round
    Sample ratio;             ///< the writer's rate divided by BareLoop's
    Sample writer;            ///< positions per second
    Sample bare;              ///< positions per second of BareLoop
};

struct WriterRateSettings {
    std::filesystem::path programs;  ///< the folder of tradepit-writer
    std::filesystem::path folder;    ///< for the files and sockets
    WorkloadSize size;               ///< of the job that is stored in each round
    std::size_t rounds = 5;
    std::size_t present = 1'000'000;       ///< positions in the file before the first round
    std::size_t workers = 4;               ///< connections of the bench that send as workers do
    std::size_t commit_positions = 1'000;  ///< positions in a transaction of BareLoop
};

/// Measures on an empty file, and on a file that it fills with at least `present` positions. In
/// each round BareLoop and the writer store the same job, one after the other, each in its own copy
/// of the file. Each round has new copies of the empty file, but adds to those of the filled file.
/// @return the results on the empty and on the filled file.
/// @throws std::runtime_error when the writer does not start, refuses something or ends;
/// SQLite::Exception; std::filesystem::filesystem_error; Interrupted on SIGINT or SIGTERM.
std::vector<WriterRate> measure_writer_rate(const WriterRateSettings& settings, Progress& progress);

/// Measures on an existing file with `present` positions, to which both add: in each round BareLoop
/// stores one job and the writer another. @throws as measure_writer_rate().
WriterRate measure_writer_rate_on(const WriterRateSettings& settings,
                                  const std::filesystem::path& file, Progress& progress);

/// Lets tradepit-writer make a database without jobs in settings.folder. @return its path.
/// @throws std::runtime_error when the writer does not start or ends with a fault; Interrupted on
/// SIGINT or SIGTERM.
std::filesystem::path make_empty_file(const WriterRateSettings& settings, Progress& progress);

}  // namespace tradepit::bench
