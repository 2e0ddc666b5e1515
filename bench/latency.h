#pragma once

#include <cstddef>

#include "bench/figures/sample.h"
#include "bench/programs/pipeline.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// Latencies of requests over ZeroMQ, for a client on the same machine, in milliseconds.
struct Latencies {
    Sample status;       ///< GET /simulate/status/{job}, of a job of one model-day
    Sample leaderboard;  ///< GET /leaderboard
    Sample submit;  ///< POST /simulate/trigger until its answer, which is sent after the commit
    Sample first_event;  ///< from the POST until a position of the job can be read
};

struct LatencySettings {
    std::size_t lookups = 1'000;   ///< of each kind
    std::size_t submissions = 50;  ///< jobs of one model-day
};

/// Measures the latencies on an idle pipeline, one request at a time. For `first_event` it reads
/// the database file with SQL, so the position is visible to any reader of the database.
/// @throws std::runtime_error when a request fails, a job has no position after 30 s, or the
/// pipeline ends; SQLite::Exception when the database cannot be read; Interrupted on SIGINT or
/// SIGTERM.
Latencies measure_latencies(Pipeline& pipeline, const LatencySettings& settings,
                            Progress& progress);

}  // namespace tradepit::bench
