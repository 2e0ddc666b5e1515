#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/http_load.h"
#include "bench/load/large_file.h"
#include "bench/reads.h"
#include "bench/writer_rate.h"

namespace tradepit::bench {

/// The speed of readers and writer on a large file.
struct LargeFigures {
    std::size_t positions = 0;
    double megabytes = 0;  ///< size of the file, in millions of bytes
    std::vector<LookupLatencies>
        reads;                   ///< lookups while the writer commits at half of `writer_alone`
    double writer_alone = 0;     ///< positions per second at full speed, before the lookups
    double writer_during = 0;    ///< positions per second committed during the lookups
    std::vector<HttpLoad> http;  ///< as measure_http_load() returns it
    WriterRate writer;  ///< the writer and a loop of SQLite inserts (BareLoop) on this file
};

struct LargeSettings {
    LargeFileSize size;
    std::size_t lookups = 2'000;  ///< of each kind
    HttpLoadSettings http;        ///< measure_large() sets file, folder and programs
    WriterRateSettings writer;    ///< for the writer and BareLoop; measure_large() sets `present`
};

/// Makes a file of settings.size in settings.writer.folder. Then it measures lookups while the
/// writer commits, HTTP requests, and the writer against BareLoop. @throws as load_large_file(),
/// measure_reads(), measure_http_load() and measure_writer_rate_on().
LargeFigures measure_large(LargeSettings settings, Progress& progress);

}  // namespace tradepit::bench
