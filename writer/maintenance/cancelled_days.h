#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/names.h"
#include "writer/store/fence.h"

namespace tradepit::writer {

/// Marks the pending job_details rows of cancelled jobs as cancelled, in slices, since a job may
/// have a million of them. The job's stored counts, and readers, treat those days as cancelled
/// already. The rows themselves show what is left to do, so the work goes on after a restart.
class CancelledDays {
public:
    /// How many rows one slice marks at most.
    static constexpr std::size_t SLICE_ROWS = 1'000;

    /// Finds the cancelled jobs that still have pending rows. @throws SQLite::Exception
    CancelledDays(SQLite::Database& database, Fence& fence, std::size_t slice_rows = SLICE_ROWS);

    /// Finds the jobs anew, as the constructor does. @throws SQLite::Exception; nothing is
    /// changed then.
    void reload();
    /// Adds a job whose cancel is committed. @throws SQLite::Exception
    void add(const common::JobId& job);
    /// Whether no row is left to mark.
    [[nodiscard]] bool done() const { return jobs_.empty(); }
    /// Marks one slice of one job, in a transaction of its own.
    /// @return how many rows were marked; with 0, that job is finished, or done() was true.
    /// @throws SQLite::Exception, or Replaced, after rolling back.
    std::size_t run_once();

private:
    /// The ids of a job's rows: from `first` up to, but not including, `end`.
    struct Rows {
        std::string job;
        std::int64_t first = 0;
        std::int64_t end = 0;
    };
    [[nodiscard]] Rows rows_of(const std::string& job);

    SQLite::Database& database_;
    Fence& fence_;
    SQLite::Statement mark_;
    std::deque<Rows> jobs_;
};

}  // namespace tradepit::writer
