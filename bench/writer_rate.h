#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/load/workload.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// The rates of the writer and of the bare loop, with a value for each round. The bare loop inserts
/// the same rows with SQLite directly, in the bench's own process (load/bare_loop).
struct WriterRate {
    std::size_t present = 0;  ///< positions that were in the file before the first round
    Sample ratio;             ///< writer / bare
    Sample writer;            ///< positions per second
    Sample bare;              ///< positions per second
};

struct WriterRateSettings {
    std::filesystem::path programs;  ///< the folder of tradepit-writer
    std::filesystem::path folder;    ///< for the files and sockets
    WorkloadShape shape;             ///< what each model-day sends
    std::size_t rounds = 5;
    std::size_t present = 1'000'000;       ///< positions in the filled file
    std::size_t workers = 4;               ///< connections of the bench that send as workers do
    std::size_t commit_positions = 1'000;  ///< positions in a transaction of the bare loop
};

/// Measures on an empty file (a new one for each round), and on a file that it fills with `present`
/// positions. Bare loop and writer take turns; each has its own copy of the filled file. @return
/// the two results in this order. @throws std::runtime_error, SQLite::Exception, Interrupted on
/// SIGINT.
std::vector<WriterRate> measure_writer_rate(const WriterRateSettings& settings, Progress& progress);

/// Measures on an existing file with `present` positions. Bare loop and writer take turns on this
/// same file. @throws as measure_writer_rate().
WriterRate measure_writer_rate_on(const WriterRateSettings& settings,
                                  const std::filesystem::path& file, Progress& progress);

/// Lets tradepit-writer make an empty database in settings.folder. @return its path. @throws
/// std::runtime_error; Interrupted on SIGINT.
std::filesystem::path make_empty_file(const WriterRateSettings& settings, Progress& progress);

}  // namespace tradepit::bench
