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

/// Turns the rows of job_details that cancelled jobs left pending to cancelled, a slice at a time:
/// a job may have a million of them, and counts and readers take them for cancelled already. What
/// is left to do is read from the rows themselves, so that it goes on after a restart.
class CancelledDays {
public:
    static constexpr std::size_t SLICE_ROWS = 1'000;

    /// Finds the jobs that are not done. @throws SQLite::Exception
    CancelledDays(SQLite::Database& database, WriterEpoch& epoch,
                  std::size_t slice_rows = SLICE_ROWS);

    /// A job that was cancelled: committed.
    void add(const common::JobId& job);
    [[nodiscard]] bool done() const { return jobs_.empty(); }
    /// One slice, in a transaction of its own. @return how many rows it turned.
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
    SQLite::Statement turn_;
    std::deque<Rows> jobs_;
};

}  // namespace tradepit::writer
