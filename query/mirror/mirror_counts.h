#pragma once

#include <atomic>
#include <cstdint>

namespace tradepit::query {

/// The progress of the mirror (the files of jobs with dual_write). The mirror thread sets the
/// counts, and any thread may read them.
struct MirrorCounts {
    /// How many chains may have a completed day that is not in their files yet.
    std::atomic<std::int64_t> behind{0};
    /// How often a read of the database, a write of a file, a marking of ended jobs, or taking the
    /// folder's lock has failed.
    std::atomic<std::int64_t> failed{0};
};

}  // namespace tradepit::query
