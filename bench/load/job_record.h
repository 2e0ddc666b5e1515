#pragma once

#include <cstdint>
#include <vector>

#include "bench/load/workload.h"
#include "bench/programs/link.h"

namespace tradepit::bench {

/// A job that the writer has recorded.
struct RecordedJob {
    std::int64_t epoch = 0;            ///< of the broker that submitted it
    std::vector<std::int64_t> chains;  ///< chain numbers, in the order of the workload's models
};

/// Asks the writer for an epoch as a new broker. From then on the writer refuses older epochs.
/// @param writer a connection to the writer @throws as Link::receive()
std::int64_t take_epoch(Link& writer);

/// Submits the workload's job as the broker with that epoch, and reads the numbers of its chains.
/// @throws std::runtime_error when the writer refuses the job, does not list all of its chains, or
/// is silent (also because `epoch` is not the newest); Interrupted on SIGINT or SIGTERM.
RecordedJob record_job(Link& writer, std::int64_t epoch, const Workload& work);

}  // namespace tradepit::bench
