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

/// The rows of the table maintenance_tasks, in which clients see the tasks that run or have ended.
/// Writes in the caller's transactions, and passes every SQLite::Exception on.
class MaintenanceRows {
public:
    /// How many rows are kept: those of the newest tasks.
    static constexpr std::int64_t ROWS_MAX = 1'000;

    struct Running {
        std::int64_t task = 0;
        std::string kind;
        std::string options;  ///< as begin() got them
    };

    explicit MaintenanceRows(SQLite::Database& database);

    /// Inserts a row in the state `running`, and deletes rows beyond ROWS_MAX.
    /// @param options the task's arguments (TaskArguments::json()). @return the number of the task.
    std::int64_t begin(std::string_view kind, const std::string& options, common::UtcTime now);
    /// Sets how much is done, and of how much, both in the unit of the kind (TaskInfo::unit).
    void progress(std::int64_t task, std::int64_t done, std::int64_t total);
    /// Sets the state in which the task ended. @param result TaskResult::document.
    void end(std::int64_t task, common::MaintenanceState state, const std::string& result,
             common::UtcTime now);
    /// The tasks in the state `running`, also those that a writer left so when it died.
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
