#pragma once

#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"
#include "writer/rows/job_rows.h"

namespace tradepit::writer {

/// Executes the operations that only imports of positions and logs need.
///
/// Every apply() must be called inside the caller's transaction, and passes every SQLite::Exception
/// on. It gets `timestamp`, the time of the transaction as common::utc_text() writes it.
class ImportRows {
public:
    /// @param jobs inserts the rows of job_models and job_details; must outlive this object.
    ImportRows(SQLite::Database& database, JobRows& jobs);

    void apply(const RecordChain& operation, const std::string& timestamp);
    void apply(const RecordCompletedDays& operation, const std::string& timestamp);
    void apply(const SaveExtent& operation, const std::string& timestamp);
    void apply(const DeleteClosings& operation, const std::string& timestamp);
    /// A step without a timestamp of its own gets `timestamp`.
    void apply(const StoreLog& operation, const std::string& timestamp);

private:
    JobRows& jobs_;
    SQLite::Statement add_chain_days_;
    SQLite::Statement update_extent_;
    SQLite::Statement update_counts_;
    SQLite::Statement delete_closings_;
    SQLite::Statement insert_step_;
    SQLite::Statement replace_tool_;
};

}  // namespace tradepit::writer
