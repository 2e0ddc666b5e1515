#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/load/large_file.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// A service under the same load as the others, round by round in turn.
struct HttpLoad {
    std::string service;
    Sample requests;  ///< a second
    Sample p50_ms;
    Sample p99_ms;
};

struct HttpLoadSettings {
    std::filesystem::path programs;
    std::filesystem::path scripts;  ///< where services.py and results.lua are
    std::filesystem::path folder;
    std::filesystem::path file;  ///< the database
    std::size_t connections = 32;
    std::size_t seconds = 8;  ///< of each round
    std::size_t rounds = 3;
};

/// GET /results?date=&model= with random keys, by wrk, of: tradepit-query; FastAPI with the
/// specification's queries as they stand; FastAPI with ours. All run on the same cores as wrk does.
/// The first is the first of the list.
/// @throws std::runtime_error when a service answers with anything but 200, or does not start.
std::vector<HttpLoad> measure_http_load(const HttpLoadSettings& settings, const LargeShape& shape,
                                        Progress& progress);

}  // namespace tradepit::bench
