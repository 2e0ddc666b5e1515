#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "bench/load/workload.h"

namespace tradepit::bench {

/// The baseline for the writer: a plain loop that inserts positions and holdings into a file with
/// the writer's schema, in one process, with prepared statements. Journal mode, cache size and
/// checkpoint interval are the writer's. It inserts no claims, attempts, closings or running
/// statistics. Every function throws SQLite::Exception when SQLite reports an error.
class BareLoop {
public:
    enum class Synchronous { off, full };  ///< SQLite's PRAGMA synchronous

    /// `file` must have the schema already.
    BareLoop(const std::string& file, Synchronous synchronous);

    /// Inserts the job's row, then all positions with their holdings: date by date, and on each
    /// date model by model, with `commit_positions` positions in a transaction. The job must be new
    /// to the file. @return the time from the first position to the last commit.
    std::chrono::duration<double> insert(const Workload& work, std::size_t commit_positions);
    /// Inserts the job_details rows of all model-days, as completed, so that the file has them as a
    /// real one would.
    void insert_job_details(const Workload& work);
    /// Checkpoints the WAL into the database file and truncates it.
    void finish();

private:
    void insert_job(const Workload& work);
    /// Inserts a position and its holdings. The columns that all positions of a model-day share
    /// must be bound to position_ already.
    void insert_row(const common::Position& position);

    SQLite::Database database_;
    SQLite::Statement begin_;
    SQLite::Statement commit_;
    SQLite::Statement position_;
    SQLite::Statement holding_;
};

}  // namespace tradepit::bench
