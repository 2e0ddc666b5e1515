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

/// What a large file costs its readers, and the writer.
struct Large {
    std::size_t positions = 0;
    double megabytes = 0;
    /// Lookups while the writer works.
    std::vector<Read> reads;
    double writer_alone = 0;   ///< positions a second as fast as it can, before
    double writer_during = 0;  ///< committed meanwhile
    std::vector<HttpLoad> http;
    WriterRate writer;  ///< against the bare loop, on this file
};

struct LargeSettings {
    LargeShape shape;
    std::size_t lookups = 2'000;
    HttpLoadSettings http;      ///< `file` and `folder` are filled in
    WriterRateSettings writer;  ///< of the writer against the bare loop
};

/// Makes the file and measures all of it. @throws as its parts do.
Large measure_large(LargeSettings settings, Progress& progress);

}  // namespace tradepit::bench
