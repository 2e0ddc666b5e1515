#pragma once

#include <atomic>
#include <cstdint>

namespace tradepit::query {

/// The progress of the files that mirror jobs with dual_write. Any thread may read it.
struct MirrorCounts {
    std::atomic<std::int64_t> behind{0};  ///< models with a completed day not in their files
    std::atomic<std::int64_t> failed{0};  ///< failed attempts to read the database or write a file
};

}  // namespace tradepit::query
