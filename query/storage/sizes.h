#pragma once

#include <cstdint>

#include "query/storage/reader.h"

namespace tradepit::query {

/// How large the database is, and what maintenance has to do in it: some microseconds to find out,
/// whatever the size.
struct Sizes {
    std::int64_t database_bytes = 0;  ///< of the file
    std::int64_t log_bytes = 0;       ///< of the write-ahead log's file
    std::int64_t page_bytes = 0;
    std::int64_t pages = 0;
    std::int64_t free_pages = 0;          ///< of them: for vacuum to give back
    std::int64_t jobs_to_purge = 0;       ///< cleaned up, with rows left
    std::int64_t positions_to_purge = 0;  ///< of them
};

[[nodiscard]] Sizes sizes_of(Reader& reader);

}  // namespace tradepit::query
