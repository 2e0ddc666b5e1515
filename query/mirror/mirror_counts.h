#pragma once

#include <atomic>
#include <cstdint>

namespace tradepit::query {

/// The progress of the files that mirror jobs with dual_write. Any thread may read it.
struct MirrorCounts {
    std::atomic<std::int64_t> behind{0};  ///< models with a day that is not in their files yet
    std::atomic<std::int64_t> failed{0};  ///< times that something could not be written
};

}  // namespace tradepit::query
