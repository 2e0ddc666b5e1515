#include "query/storage/sizes.h"

#include <string>

#include "query/storage/file_bytes.h"

namespace tradepit::query {

namespace {

/// The number that the statement returns; 0 where it returns no row.
std::int64_t number(Reader& reader, Sql sql) {
    auto rows = reader.ask(sql);
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace

Sizes sizes_of(Reader& reader) {
    const std::string file = reader.database().getFilename();
    Sizes sizes{.database_bytes = static_cast<std::int64_t>(file_bytes(file)),
                .log_bytes = static_cast<std::int64_t>(file_bytes(file + "-wal")),
                .page_bytes = number(reader, "PRAGMA page_size"),
                .pages = number(reader, "PRAGMA page_count"),
                .free_pages = number(reader, "PRAGMA freelist_count")};
    // `purges` has one row for a job, with the number of its position rows that are left, and one
    // for each of its chains, with 0.
    auto rows =
        reader.ask("SELECT COUNT(DISTINCT job_id), COALESCE(SUM(positions), 0) FROM purges");
    if (rows.next()) {
        sizes.jobs_to_purge = rows.integer(0);
        sizes.positions_to_purge = rows.integer(1);
    }
    return sizes;
}

}  // namespace tradepit::query
