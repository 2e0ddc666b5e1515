#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include <SQLiteCpp/Database.h>

/// The tables that the writer writes and query reads, and their version.
namespace tradepit::common {

/// The migrations: step i is one statement, or several, that lead a file from version i + 1 to
/// version i + 2. A change of schema.sql needs a step here, which raises the version, and a small
/// file of the new version, tests/golden/schema_N.sql.
inline constexpr std::array<const char*, 0> SCHEMA_STEPS{};

/// The version that this build writes and reads. A file states it as PRAGMA user_version.
inline constexpr int SCHEMA_VERSION = 1 + static_cast<int>(SCHEMA_STEPS.size());

/// PRAGMA application_id of a file of tradepit: "tpit". Files of builds before version 1 have none.
inline constexpr int APPLICATION_ID = 0x74706974;

/// A table of the events of model-days. Its rows have id, job_id, date and model.
struct EventTable {
    const char* name;
    const char* job_index;  ///< an index that begins with job_id
    /// How many rows a cleanup removes in one piece. A position can have HOLDINGS_MAX holdings, and
    /// a step of reasoning STEP_BYTES_MAX bytes, so that few of them are removed at once.
    int rows_of_piece;
};
inline constexpr std::array EVENT_TABLES{
    EventTable{"positions", "idx_positions_job_id", 8},
    EventTable{"reasoning_logs", "idx_reasoning_logs_job_date_model", 4},
    EventTable{"tool_usage", "idx_tool_usage_job_date_model", 64},
};

/// The statements that make a new file, and the migrations of an older one.
struct Schema {
    std::string_view text;
    std::span<const char* const> steps;
    [[nodiscard]] int version() const { return 1 + static_cast<int>(steps.size()); }
};

/// schema.sql with SCHEMA_STEPS.
[[nodiscard]] const Schema& present_schema();

/// What a file states about its schema.
struct FileSchema {
    int application = 0;
    int version = 0;  ///< 0: it has no schema yet, or is no file of tradepit
};

[[nodiscard]] FileSchema schema_of(SQLite::Database& database);

/// Why a program that needs `version` cannot use the file, and what to do about it; empty when it
/// can. A file of an earlier version is refused, too; the writer migrates it before it asks.
[[nodiscard]] std::string schema_refusal(const std::string& file, const FileSchema& found,
                                         int version = SCHEMA_VERSION);

/// Sets PRAGMA user_version, in the transaction of the caller.
void set_schema_version(SQLite::Database& database, int version);

/// Makes the schema in an empty database, in one transaction. @throws SQLite::Exception
void make_schema(SQLite::Database& database, const Schema& schema = present_schema());

}  // namespace tradepit::common
