#pragma once

#include <string>
#include <string_view>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Rows of jobs and their models, of their days' progress, and of requests' answers. As EventRows.
class JobRows {
public:
    explicit JobRows(SQLite::Database& database);

    void apply(const RecordJob& operation, const std::string& wall);
    void apply(const RecordAnswer& operation, const std::string& wall);
    void apply(const SaveDay& operation);
    void apply(const SaveClosing& operation);
    void apply(const SaveStanding& operation);
    void apply(const SaveJob& operation);
    void apply(const SaveChange& operation);

private:
    void insert_settings(const common::Job& job, std::int64_t number, const DayCounts& counts);
    void insert_model(const common::Job& job, const common::JobModel& model, std::int64_t chain,
                      std::int64_t first_detail);

    SQLite::Statement job_;
    SQLite::Statement settings_;
    SQLite::Statement model_;
    SQLite::Statement orders_;
    SQLite::Statement detail_;
    SQLite::Statement answer_;
    SQLite::Statement day_;
    SQLite::Statement closing_;
    SQLite::Statement standing_;
    SQLite::Statement job_progress_;
    SQLite::Statement job_counts_;
    SQLite::Statement change_;
};

/// text_of(JobStatus) read back. What the writer did not write is a corrupt database. @throws
/// std::runtime_error
JobStatus job_status_of(std::string_view text);

}  // namespace tradepit::writer
