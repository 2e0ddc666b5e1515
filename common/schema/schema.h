#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include <SQLiteCpp/Database.h>

/// The tables that the writer writes and query reads, and their version.
namespace tradepit::common {

/// The migrations: element i has the statements that bring a file from version i + 1 to version
/// i + 2. A change of schema.sql needs one more element here, which raises the version, and a small
/// file of the new version N for the tests, tests/golden/schema_N.sql.
inline constexpr std::array<const char*, 0> SCHEMA_STEPS{};

/// The version that this build writes and reads. A file states its version as PRAGMA user_version.
inline constexpr int SCHEMA_VERSION = 1 + static_cast<int>(SCHEMA_STEPS.size());

/// PRAGMA application_id of a results file: "tpit" in ASCII. Files of builds before version 1 have
/// none.
inline constexpr int APPLICATION_ID = 0x74706974;

/// A table whose rows are events of model-days. Each row has id, job_id, date and model.
struct EventTable {
    const char* name;
    const char* job_index;  ///< an index that begins with job_id
    /// How many rows a cleanup deletes in one statement. The holdings of a position are deleted
    /// with it, up to HOLDINGS_MAX, and a reasoning step can have STEP_BYTES_MAX bytes. So that a
    /// statement is short, it deletes few of these.
    int rows_per_delete;
};
inline constexpr std::array EVENT_TABLES{
    EventTable{"positions", "idx_positions_job_id", 8},
    EventTable{"reasoning_logs", "idx_reasoning_logs_job_date_model", 4},
    EventTable{"tool_usage", "idx_tool_usage_job_date_model", 64},
};

/// A schema of the results file.
struct Schema {
    std::string_view text;               ///< the statements that make it in a new file
    std::span<const char* const> steps;  ///< the migrations of an older file, as SCHEMA_STEPS
    [[nodiscard]] int version() const { return 1 + static_cast<int>(steps.size()); }
};

/// The schema of this build: schema.sql with SCHEMA_STEPS.
[[nodiscard]] const Schema& present_schema();

/// What a file states about its schema.
struct FileSchema {
    int application = 0;  ///< PRAGMA application_id
    int version = 0;      ///< 0: it has no schema yet, or is no file of tradepit
};

/// Reads what the file of `database` states. @throws SQLite::Exception
[[nodiscard]] FileSchema schema_of(SQLite::Database& database);

/// Why a program that needs the schema `version` cannot use a file, and what the user can do about
/// it; empty when the program can use it. A file of an earlier version is refused, too: the writer
/// migrates it before it calls this function.
/// @param file the path of the file, for the text
[[nodiscard]] std::string schema_refusal(const std::string& file, const FileSchema& found,
                                         int version = SCHEMA_VERSION);

/// Sets PRAGMA user_version, in the transaction of the caller.
void set_schema_version(SQLite::Database& database, int version);

/// Makes the schema in an empty database, in one transaction. @throws SQLite::Exception
void make_schema(SQLite::Database& database, const Schema& schema = present_schema());

}  // namespace tradepit::common
