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

/// Writes the rows of jobs: jobs, job_settings, job_models, job_orders, job_details, closings and
/// series_stats.
///
/// Every apply() must be called inside the caller's transaction, and passes every SQLite::Exception
/// on. It gets `timestamp`, the time of the transaction as common::utc_text() writes it.
class JobRows {
public:
    explicit JobRows(SQLite::Database& database);

    void apply(const RecordJob& operation, const std::string& timestamp);
    void apply(const SaveDay& operation, const std::string& timestamp);
    void apply(const SaveClosing& operation, const std::string& timestamp);
    void apply(const SaveSeriesStats& operation, const std::string& timestamp);
    void apply(const SaveJob& operation, const std::string& timestamp);
    void apply(const SaveChange& operation, const std::string& timestamp);

    // Single rows. ImportRows inserts chains and days too, because an imported job grows with each
    // file.

    /// A new row of `jobs`, without start, end and error.
    struct JobRow {
        const common::JobId& job;
        std::string_view config_path;
        JobStatus status = JobStatus::pending;
        std::string date_range;  ///< all dates, as a JSON array
        std::string models;      ///< all models, as a JSON array
        std::string created_at;  ///< as common::utc_text() writes it
    };
    void insert(const JobRow& row);

    /// Inserts a row of job_settings. Does not use the dates and models of `job`.
    /// @param number becomes job_number.
    /// @param counts their `total`, `completed` and `skipped` are stored.
    void insert_settings(const common::Job& job, std::int64_t number, const DayCounts& counts);

    /// A row of job_models, with the model's rows of job_orders.
    struct ChainRow {
        std::int64_t chain = 0;
        const common::JobId& job;
        const common::MarketName& market;
        const common::JobModel& model;
        std::int64_t days = 0;          ///< how many dates it has, skipped ones included
        std::int64_t first_detail = 0;  ///< id of the job_details row of its first date
    };
    void insert(const ChainRow& row);

    /// A row of job_details.
    struct DayRow {
        std::int64_t detail = 0;  ///< its id
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
    /// Inserts a row for each date of the model, with ids from `first_detail` on.
    void insert_days(const common::Job& job, const common::JobModel& model,
                     std::int64_t first_detail);

    SQLite::Statement insert_job_;
    SQLite::Statement insert_settings_;
    SQLite::Statement insert_chain_;
    SQLite::Statement insert_orders_;
    SQLite::Statement insert_day_;
    SQLite::Statement update_day_;
    SQLite::Statement insert_closing_;
    SQLite::Statement replace_series_stats_;
    SQLite::Statement update_job_;
    SQLite::Statement update_counts_;
    SQLite::Statement update_change_;
};

}  // namespace tradepit::writer
