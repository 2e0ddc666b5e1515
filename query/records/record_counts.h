#pragma once

#include <atomic>
#include <cstdint>

namespace tradepit::query {

/// How the files of jobs with dual_write do. Any thread may look.
struct RecordCounts {
    std::atomic<std::int64_t> behind{0};  ///< models with a day that is not in their files yet
    std::atomic<std::int64_t> failed{0};  ///< times that something could not be written
};

}  // namespace tradepit::query
