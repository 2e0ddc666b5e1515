#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/load/large_file.h"
#include "bench/programs/lookup.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// One kind of lookup, with keys drawn anew each time; milliseconds.
struct Read {
    std::string what;
    Sample took;
};

/// Asks `count` times of each kind, one after the other and the kinds in turn, so that what drifts
/// is in all of them alike. The keys are drawn from a fixed seed over all of the file's jobs,
/// models and dates.
/// @throws std::runtime_error for an answer that is not 200.
std::vector<Read> measure_reads(LookupClient& client, const LargeShape& shape, std::size_t count,
                                Progress& progress);

}  // namespace tradepit::bench
