#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "bench/load/workload.h"

namespace tradepit::bench {

/// The baseline for the writer: it only inserts positions and holdings into a file with the
/// writer's schema, in one process, with prepared statements. Journal mode and the size
/// of the cache are like the writer's; `synchronous` is chosen. It inserts no claims, attempts,
/// closings or running statistics. Every function throws SQLite::Exception.
class BareLoop {
public:
    enum class Synchronous { off, full };

    /// `file` must have the schema already.
    BareLoop(const std::string& file, Synchronous synchronous);

    /// Inserts all positions with their holdings, date by date and model by model, with
    /// `commit_positions` positions in a transaction. @return the time from the first position to
    /// the last commit, without the job's own row.
    std::chrono::duration<double> insert(const Workload& work, std::size_t commit_positions);
    /// Inserts the job_details rows of all model-days, so that lookups, which read
    /// these rows, can be measured on the file.
    void insert_job_details(const Workload& work);
    /// Checkpoints the WAL into the database file and truncates it.
    void finish();

private:
    void insert_job(const Workload& work);
    /// The columns that all rows of a model-day share must be bound.
    void insert_row(const common::Position& position);

    SQLite::Database database_;
    SQLite::Statement begin_;
    SQLite::Statement commit_;
    SQLite::Statement position_;
    SQLite::Statement holding_;
};

}  // namespace tradepit::bench
