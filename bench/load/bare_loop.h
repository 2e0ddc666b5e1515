#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "bench/load/workload.h"

namespace tradepit::bench {

/// What a program reaches that does nothing but insert positions and holdings into a file with the
/// writer's schema: one process, prepared statements, the writer's pragmas and cache. Claims,
/// attempts, closings and series_stats are left out. Throws SQLite::Exception.
class BareLoop {
public:
    enum class Synchronous { off, full };

    /// `file` has the schema already.
    BareLoop(const std::string& file, Synchronous synchronous);

    /// Inserts every row, date by date and model by model, `commit_positions` a transaction.
    /// @return from the first row to the last commit; the job's own row is not in it.
    std::chrono::duration<double> insert(const Workload& work, std::size_t commit_positions);
    /// Rows of job_details for every model-day of the job, for a file that is to look lived in.
    void insert_details(const Workload& work);
    /// Moves the log into the file.
    void finish();

private:
    void insert_job(const Workload& work);
    void insert_row(const common::Position& position);

    SQLite::Database database_;
    SQLite::Statement begin_;
    SQLite::Statement commit_;
    SQLite::Statement position_;
    SQLite::Statement holding_;
};

}  // namespace tradepit::bench
