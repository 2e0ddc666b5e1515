#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/load/large_file.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// The figures of one service, with a value for each round.
struct HttpLoad {
    std::string service;
    Sample requests;  ///< requests answered per second
    Sample p50_ms;
    Sample p99_ms;
};

struct HttpLoadSettings {
    std::filesystem::path programs;  ///< the folder of tradepit-query
    std::filesystem::path scripts;   ///< the folder of services.py and results.lua
    std::filesystem::path folder;    ///< for the logs and sockets
    std::filesystem::path file;      ///< the database
    std::size_t connections = 32;    ///< HTTP connections that wrk keeps busy
    std::size_t seconds = 8;         ///< the length of a round, for each service
    std::size_t rounds = 3;
};

/// Measures GET /results?date=&model= with random dates and models, sent by the load generator wrk,
/// for three services: tradepit-query, FastAPI with SQL that reads the table `closings` as
/// tradepit-query does, and FastAPI with the SQL of the specification of AI-Trader's server
/// (bench/peers/services.py is both). The result has the services in this order. Each round loads
/// one service after the other. The services and wrk share the machine's cores.
/// @param size the content of settings.file, from which dates and models are drawn
/// @throws std::runtime_error when wrk or Python is not installed, a service does not start or
/// ends, a request fails, or wrk does not end in time; Interrupted on SIGINT or SIGTERM.
std::vector<HttpLoad> measure_http_load(const HttpLoadSettings& settings, const LargeFileSize& size,
                                        Progress& progress);

}  // namespace tradepit::bench
