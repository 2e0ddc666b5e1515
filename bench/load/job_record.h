#pragma once

#include <cstdint>
#include <vector>

#include "bench/load/workload.h"
#include "bench/programs/link.h"

namespace tradepit::bench {

/// A job as the writer knows it.
struct RecordedJob {
    std::int64_t epoch = 0;
    std::vector<std::int64_t> chains;  ///< by the workload's models
};

/// A new broker's epoch; those before it are refused from then on.
std::int64_t take_epoch(Link& writer);

/// Plays the broker of that epoch until the writer has recorded the workload's job.
/// @throws std::runtime_error when the writer refuses.
RecordedJob record_job(Link& writer, std::int64_t epoch, const Workload& work);

}  // namespace tradepit::bench
