#pragma once

#include <cstdint>
#include <string>

#include <SQLiteCpp/Database.h>

#include "common/accounting/running_stats.h"

/// Rows as the writer stores them, for tests that need a database and no writer. A column that
/// tables gain is filled in here alone.
namespace tradepit::common {

/// A file with the schema, made anew.
[[nodiscard]] SQLite::Database database_with_schema(const std::string& file);

/// Puts rows into a database that has the schema.
class StoredRows {
public:
    explicit StoredRows(SQLite::Database& database) : database_{database} {}

    /// A row of jobs and its row of job_settings.
    struct Job {
        std::string id;
        std::string status = "completed";
        std::string completed_at = {};  ///< empty: NULL
        std::string label = {};
        std::string market = "us-daily";
        std::string rules = "{}";
        bool answers = true;
        std::int64_t model_days = 0;
    };
    void add(const Job& job);

    /// A row of job_models.
    struct Chain {
        std::string job;
        std::string model;
        std::string first_date = "2025-10-01";
        std::int64_t days = 1;
        std::int64_t predecessor = 0;
        double opening_value = 10'000;
        std::int64_t change = 0;
    };
    /// Its market is the job's, and its days are the rows of job_details that are added next.
    /// @return the number of the chain.
    std::int64_t add(const Chain& chain);

    /// A completed day's closing, with the statistics of the chain and its predecessors after it.
    void add(std::int64_t chain, const Closing& closing);

private:
    SQLite::Database& database_;
};

}  // namespace tradepit::common
