#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/load/workload.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// The writer's rate over the bare loop's, round by round on the same rows; positions a second.
struct WriterRate {
    std::size_t present = 0;  ///< positions in the file before the first round
    Sample ratio;
    Sample writer;
    Sample bare;
};

struct WriterRateSettings {
    std::filesystem::path programs;  ///< where tradepit-writer is
    std::filesystem::path folder;    ///< for the files and sockets
    WorkloadShape shape;
    std::size_t rounds = 5;
    std::size_t present = 1'000'000;  ///< in the file that is not empty
    std::size_t workers = 4;
    std::size_t commit_positions = 1'000;  ///< of the bare loop
};

/// Measures on an empty file (a new one each round) and on one with `present` positions, bare loop
/// and writer taking turns, each on its own copy. @throws std::runtime_error and what SQLite
/// throws.
std::vector<WriterRate> measure_writer_rate(const WriterRateSettings& settings, Progress& progress);

/// The same on a file that is there, with `present` positions, by both in turn.
WriterRate measure_writer_rate_on(const WriterRateSettings& settings,
                                  const std::filesystem::path& file, Progress& progress);

/// A database as the writer itself makes it, in the settings' folder.
std::filesystem::path make_empty_file(const WriterRateSettings& settings, Progress& progress);

}  // namespace tradepit::bench
