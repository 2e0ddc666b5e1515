#pragma once

#include <cstdint>
#include <string>

#include <SQLiteCpp/Database.h>

#include "common/accounting/running_stats.h"

/// Inserts rows as the writer stores them, for tests that need a database but no writer. A new
/// column of a table has to be added only here.
namespace tradepit::common {

/// Creates a database file with the present schema, and opens it.
[[nodiscard]] SQLite::Database database_with_schema(const std::string& file);

/// Inserts rows into a database that has the schema.
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
        bool read_by_default = true;
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
    /// Inserts a chain with the market of its job. The caller must insert the job_details rows of
    /// its days next, because the chain refers to the next row id. @return the number of the chain.
    std::int64_t add(const Chain& chain);

    /// Inserts the closing of a completed day and replaces the chain's running statistics, both
    /// computed from the earlier closings of the chain and its predecessors.
    void add(std::int64_t chain, const Closing& closing);

private:
    SQLite::Database& database_;
};

}  // namespace tradepit::common
