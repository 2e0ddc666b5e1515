#pragma once

#include <cstdint>
#include <vector>

#include "bench/link.h"
#include "bench/workload.h"

namespace tradepit::bench {

/// A job as the writer knows it.
struct RecordedJob {
    std::int64_t epoch = 0;
    std::vector<std::int64_t> chains;  ///< by the workload's models
};

/// Plays the broker until the writer has recorded the workload's job, with an epoch of its own.
/// @throws std::runtime_error when the writer refuses.
RecordedJob record_job(Link& writer, const Workload& work);

}  // namespace tradepit::bench
