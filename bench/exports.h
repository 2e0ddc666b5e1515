#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/load/workload.h"
#include "bench/programs/progress.h"
#include "bench/writer_rate.h"

namespace tradepit::bench {

/// The export of all positions of a job in one format, with a value for each round.
struct ExportTimes {
    std::string format;  ///< "csv" or "jsonl"
    Sample seconds;      ///< of curl, which asks tradepit-query over HTTP
    Sample script;       ///< seconds of bench/peers/export.py, which reads the same file
    Sample ratio;        ///< seconds / script of the same round
};

struct ExportFigures {
    std::size_t positions = 0;
    std::size_t holdings = 0;
    std::vector<ExportTimes> formats;
    double megabytes_before = 0;  ///< the most resident memory of tradepit-query before any export
    double megabytes_after = 0;   ///< and after all of them
    double writer_alone = 0;      ///< positions a second that the writer commits at half load
    double writer_during = 0;     ///< the same while exports run
};

struct ExportSettings {
    std::filesystem::path scripts;  ///< the folder of export.py
    WorkloadSize job{.models = 40, .dates = 250, .day_positions = 4};
    std::size_t rounds = 7;
    WriterRateSettings writer;  ///< of it, `programs` and `folder`
};

/// Measures exports of a job of `settings.job`: in each round the script and curl, one after the
/// other, in both formats. Then curl alone, while a writer commits at half of its full rate.
/// @throws std::runtime_error when curl or Python is not installed, a program does not start, fails
/// or ends; SQLite::Exception; Interrupted on SIGINT or SIGTERM.
ExportFigures measure_exports(const ExportSettings& settings, Progress& progress);

}  // namespace tradepit::bench
