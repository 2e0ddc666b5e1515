#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/statuses.h"
#include "common/time.h"

namespace tradepit::writer {

/// The rows of the table maintenance_tasks, in which clients see what maintenance does and did.
/// Writes in the caller's transactions, and passes every SQLite::Exception on.
class MaintenanceRows {
public:
    /// How many rows are kept: those of the newest tasks.
    static constexpr std::int64_t ROWS_MAX = 1'000;

    struct Running {
        std::int64_t task = 0;
        std::string kind;
        std::string options;
    };

    explicit MaintenanceRows(SQLite::Database& database);

    /// Inserts a row in the state `running`, and deletes rows beyond ROWS_MAX.
    /// @param options JSON. @return the number of the task.
    std::int64_t begin(std::string_view kind, const std::string& options, common::UtcTime now);
    /// Sets how much is done, in the unit of the kind.
    void progress(std::int64_t task, std::int64_t done, std::int64_t total);
    /// Sets the state in which the task ended. @param result JSON.
    void end(std::int64_t task, common::MaintenanceState state, const std::string& result,
             common::UtcTime now);
    /// The tasks that have begun and not ended.
    [[nodiscard]] std::vector<Running> running();

private:
    SQLite::Statement begin_;
    SQLite::Statement prune_;
    SQLite::Statement progress_;
    SQLite::Statement end_;
    SQLite::Statement running_;
    SQLite::Database& database_;
};

}  // namespace tradepit::writer
