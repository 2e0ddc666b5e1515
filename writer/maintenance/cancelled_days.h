#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/names.h"
#include "writer/store/writer_epoch.h"

namespace tradepit::writer {

/// Marks the rows of job_details as cancelled that cancelled jobs left pending, in slices: a job
/// may have a million of them. Counts and readers take those days for cancelled already. The rows
/// themselves say what is left to do, so that it goes on after a restart.
class CancelledDays {
public:
    static constexpr std::size_t SLICE_ROWS = 1'000;

    /// Finds the jobs with such rows. @throws SQLite::Exception
    CancelledDays(SQLite::Database& database, WriterEpoch& epoch,
                  std::size_t slice_rows = SLICE_ROWS);

    /// The cancel of this job is committed.
    void add(const common::JobId& job);
    [[nodiscard]] bool done() const { return jobs_.empty(); }
    /// One slice, in a transaction of its own. @return how many rows it marked.
    /// @throws SQLite::Exception, or Replaced, after rolling back.
    std::size_t run_once();

private:
    /// A job's rows: from `first` up to and without `end`.
    struct Rows {
        std::string job;
        std::int64_t first = 0;
        std::int64_t end = 0;
    };
    [[nodiscard]] Rows rows_of(const std::string& job);

    SQLite::Database& database_;
    WriterEpoch& epoch_;
    SQLite::Statement mark_;
    std::deque<Rows> jobs_;
};

}  // namespace tradepit::writer
