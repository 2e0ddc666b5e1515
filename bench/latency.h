#pragma once

#include <cstddef>

#include "bench/figures/sample.h"
#include "bench/programs/pipeline.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// Waits of a client on the same machine, in milliseconds.
struct Latencies {
    Sample status;       ///< GET /simulate/status/{job}, over ZeroMQ
    Sample leaderboard;  ///< GET /leaderboard
    Sample submit;       ///< POST /simulate/trigger until its answer, which follows the commit
    Sample first_event;  ///< from the same moment until a position of the job can be read
};

struct LatencySettings {
    std::size_t lookups = 1'000;
    std::size_t submissions = 50;
};

/// On an idle pipeline, one request at a time. The first committed event is seen by a reader of the
/// database, and so also by the specification's own SQL.
Latencies measure_latencies(Pipeline& pipeline, const LatencySettings& settings,
                            Progress& progress);

}  // namespace tradepit::bench
