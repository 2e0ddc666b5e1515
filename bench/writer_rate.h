#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/load/workload.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// The rates of the writer and of the bare loop for the same rows, with a value for each round.
struct WriterRate {
    std::size_t present = 0;  ///< positions in the file before the first round
    Sample ratio;             ///< writer / bare
    Sample writer;            ///< positions per second
    Sample bare;              ///< positions per second
};

struct WriterRateSettings {
    std::filesystem::path programs;  ///< the folder of tradepit-writer
    std::filesystem::path folder;    ///< for the files and sockets
    WorkloadShape shape;
    std::size_t rounds = 5;
    std::size_t present = 1'000'000;  ///< positions in the file that is not empty
    std::size_t workers = 4;
    std::size_t commit_positions = 1'000;  ///< positions in a transaction of the bare loop
};

/// Measures on an empty file (a new one for each round) and on one with `present` positions. Bare
/// loop and writer take turns, each on its own copy. @return the two results in this order. @throws
/// std::runtime_error, SQLite::Exception, Interrupted.
std::vector<WriterRate> measure_writer_rate(const WriterRateSettings& settings, Progress& progress);

/// Measures on an existing file with `present` positions. Bare loop and writer take turns on this
/// same file. @throws as measure_writer_rate().
WriterRate measure_writer_rate_on(const WriterRateSettings& settings,
                                  const std::filesystem::path& file, Progress& progress);

/// Lets tradepit-writer make an empty database in settings.folder. @return its path. @throws
/// std::runtime_error; Interrupted.
std::filesystem::path make_empty_file(const WriterRateSettings& settings, Progress& progress);

}  // namespace tradepit::bench
