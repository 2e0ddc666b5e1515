#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/load/large_file.h"
#include "bench/programs/lookup_client.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// The latencies of one kind of lookup. Each lookup has new random keys.
struct LookupLatencies {
    std::string what;  ///< the kind
    Sample took;       ///< milliseconds
};

/// Sends `count` lookups of each kind, one at a time. The kinds alternate, so that a drift of the
/// machine's speed affects all of them alike. The keys are drawn from a fixed seed over all jobs,
/// models and dates of the file.
/// @throws std::runtime_error for an answer whose status is not 200; Interrupted on SIGINT.
std::vector<LookupLatencies> measure_reads(LookupClient& client, const LargeShape& shape,
                                           std::size_t count, Progress& progress);

}  // namespace tradepit::bench
