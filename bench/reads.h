#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/load/large_file.h"
#include "bench/programs/lookup_client.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// The latencies of one kind of lookup.
struct LookupLatencies {
    std::string what;  ///< the name of the kind, for the report
    Sample took;       ///< milliseconds from the request to the whole answer
};

/// Sends `count` lookups of each kind, one at a time. The kinds alternate, so that a drift of the
/// machine's speed affects all of them alike. Each lookup asks for a job, model or date that is
/// drawn at random, from a fixed seed, among all that a file of `size` has.
/// @throws std::runtime_error for an answer whose status is not 200, and as LookupClient;
/// Interrupted on SIGINT or SIGTERM.
std::vector<LookupLatencies> measure_reads(LookupClient& client, const LargeFileSize& size,
                                           std::size_t count, Progress& progress);

}  // namespace tradepit::bench
