#pragma once

#include <cstdint>
#include <vector>

#include "bench/load/workload.h"
#include "bench/programs/link.h"

namespace tradepit::bench {

/// A job that the writer has recorded.
struct RecordedJob {
    std::int64_t epoch = 0;
    std::vector<std::int64_t> chains;  ///< chain numbers, in the order of the workload's models
};

/// Asks the writer for an epoch as a new broker. From then on the writer refuses older epochs.
std::int64_t take_epoch(Link& writer);

/// Submits the workload's job as the broker with that epoch, and reads the numbers of its chains.
/// @throws std::runtime_error when the writer refuses the job or is silent.
RecordedJob record_job(Link& writer, std::int64_t epoch, const Workload& work);

}  // namespace tradepit::bench
