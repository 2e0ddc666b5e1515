#include "writer/maintenance/cancelled_days.h"

#include <utility>
#include <vector>

#include "common/check.h"
#include "common/schema/sql.h"

namespace tradepit::writer {

CancelledDays::CancelledDays(SQLite::Database& database, Fence& fence, std::size_t slice_rows)
    : database_{database},
      fence_{fence},
      // SQLite appends the row id to the index on status, so each slice seeks straight to its rows,
      // however many were marked before.
      mark_{database,
            "UPDATE job_details SET status = 'cancelled', completed_at = (SELECT completed_at "
            "FROM jobs WHERE job_id = ?1) WHERE job_id = ?1 AND id IN (SELECT id FROM job_details "
            "INDEXED BY "
            "idx_job_details_status WHERE status = 'pending' AND id >= ?2 AND id < ?3 LIMIT " +
                std::to_string(slice_rows) + ")"} {
    CHECK(slice_rows > 0);
    reload();
}

void CancelledDays::reload() {
    std::vector<std::string> cancelled;
    SQLite::Statement jobs{database_, "SELECT job_id FROM jobs WHERE status = 'cancelled'"};
    while (jobs.executeStep()) cancelled.push_back(jobs.getColumn(0).getString());
    SQLite::Statement is_left{database_,
                              "SELECT 1 FROM job_details INDEXED BY idx_job_details_status "
                              "WHERE status = 'pending' AND id >= ? AND id < ? LIMIT 1"};
    std::deque<Rows> found;
    for (const std::string& job : cancelled) {
        const Rows rows = rows_of(job);
        is_left.reset();
        is_left.bind(1, rows.first);
        is_left.bind(2, rows.end);
        if (is_left.executeStep()) found.push_back(rows);
    }
    jobs_ = std::move(found);
}

CancelledDays::Rows CancelledDays::rows_of(const std::string& job) {
    // The rows of a submitted job are consecutive, and those of later chains come after them. So
    // they end where the rows of the next chain begin, or behind the last row.
    SQLite::Statement query{
        database_,
        "SELECT MIN(first_detail), COALESCE((SELECT first_detail FROM job_models "
        "WHERE chain > (SELECT MAX(chain) FROM job_models WHERE job_id = ?1) "
        "ORDER BY chain LIMIT 1), (SELECT MAX(id) + 1 FROM job_details)) "
        "FROM job_models WHERE job_id = ?1"};
    query.bind(1, job);
    query.executeStep();
    return {job, query.getColumn(0).getInt64(), query.getColumn(1).getInt64()};
}

void CancelledDays::add(const common::JobId& job) { jobs_.push_back(rows_of(job.value())); }

std::size_t CancelledDays::run_once() {
    if (jobs_.empty()) return 0;
    const Rows& rows = jobs_.front();
    FencedTransaction transaction{database_, fence_};
    const auto marked =
        static_cast<std::size_t>(common::run(mark_, rows.job, rows.first, rows.end));
    transaction.commit();
    if (marked == 0) jobs_.pop_front();
    return marked;
}

}  // namespace tradepit::writer
