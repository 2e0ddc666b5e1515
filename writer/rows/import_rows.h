#pragma once

#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"
#include "writer/rows/job_rows.h"

namespace tradepit::writer {

/// Writes the rows that only imported jobs have; JobRows writes the others. Transactions and errors
/// are as in EventRows.
class ImportRows {
public:
    /// @param jobs must outlive it
    ImportRows(SQLite::Database& database, JobRows& jobs);

    void apply(const RecordChain& operation, const std::string& wall);
    void apply(const RecordCompletedDays& operation, const std::string& wall);
    void apply(const SaveExtent& operation, const std::string& wall);
    void apply(const DeleteClosings& operation, const std::string& wall);
    /// `wall` is the timestamp of steps that have none of their own.
    void apply(const StoreLog& operation, const std::string& wall);

private:
    JobRows& jobs_;
    SQLite::Statement chain_days_;
    SQLite::Statement extent_;
    SQLite::Statement counts_;
    SQLite::Statement delete_closings_;
    SQLite::Statement step_;
    SQLite::Statement tool_;
};

}  // namespace tradepit::writer
