#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/time.h"
#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Writes the rows of jobs, of their chains, and of the progress of their days. Transactions and
/// errors are as in EventRows.
class JobRows {
public:
    explicit JobRows(SQLite::Database& database);

    void apply(const RecordJob& operation, const std::string& wall);
    void apply(const SaveDay& operation, const std::string& wall);
    void apply(const SaveClosing& operation, const std::string& wall);
    void apply(const SaveSeriesStats& operation, const std::string& wall);
    void apply(const SaveJob& operation, const std::string& wall);
    void apply(const SaveChange& operation, const std::string& wall);

    // Single rows, for jobs that do not come from a request (imports).

    /// A row of `jobs`, without an end and an error.
    struct JobRow {
        const common::JobId& job;
        std::string_view config_path;
        JobStatus status = JobStatus::pending;
        std::string date_range;  ///< JSON
        std::string models;      ///< JSON
        std::string created_at;
    };
    void insert(const JobRow& row);

    /// Inserts the row of job_settings. It does not use the dates and models of `job`.
    /// @param number the number of the job.
    void insert_settings(const common::Job& job, std::int64_t number, const DayCounts& counts);

    /// A row of job_models.
    struct ChainRow {
        std::int64_t chain = 0;
        const common::JobId& job;
        const common::MarketName& market;
        const common::JobModel& model;  ///< its orders go to job_orders
        std::int64_t days = 0;
        std::int64_t first_detail = 0;
    };
    void insert(const ChainRow& row);

    /// A row of job_details.
    struct DayRow {
        std::int64_t detail = 0;
        const common::JobId& job;
        common::Stamp date;
        const common::ModelName& model;
        DayStatus status = DayStatus::pending;
        std::optional<common::UtcTime> started = {};
        std::optional<common::UtcTime> completed = {};
        std::string_view error = {};  ///< empty: none
    };
    void insert(const DayRow& row);

private:
    void insert_days(const common::Job& job, const common::JobModel& model,
                     std::int64_t first_detail);

    SQLite::Statement job_;
    SQLite::Statement settings_;
    SQLite::Statement chain_;
    SQLite::Statement orders_;
    SQLite::Statement day_;
    SQLite::Statement save_day_;
    SQLite::Statement closing_;
    SQLite::Statement series_stats_;
    SQLite::Statement job_progress_;
    SQLite::Statement job_counts_;
    SQLite::Statement change_;
};

}  // namespace tradepit::writer
