#pragma once

#include <cstdint>

#include "query/storage/reader.h"

namespace tradepit::query {

/// The size of the database, and the work that is left for maintenance. Reading it takes some
/// microseconds, however large the database is.
struct Sizes {
    std::int64_t database_bytes = 0;      ///< of the file
    std::int64_t log_bytes = 0;           ///< of the write-ahead log's file
    std::int64_t page_bytes = 0;          ///< the size of one page
    std::int64_t pages = 0;               ///< pages of the database, free ones included
    std::int64_t free_pages = 0;          ///< of `pages`: those that vacuum can give back
    std::int64_t jobs_to_purge = 0;       ///< jobs hidden by a cleanup that have rows left
    std::int64_t positions_to_purge = 0;  ///< position rows of these jobs that are left
};

[[nodiscard]] Sizes sizes_of(Reader& reader);

}  // namespace tradepit::query
