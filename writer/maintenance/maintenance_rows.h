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

/// The table maintenance_tasks, which says to everybody what maintenance is at. Writes in the
/// caller's transactions.
class MaintenanceRows {
public:
    /// Rows that are kept. Older ones go as new ones come.
    static constexpr std::int64_t ROWS_MAX = 1'000;

    struct Running {
        std::int64_t task = 0;
        std::string kind;
        std::string options;
    };

    explicit MaintenanceRows(SQLite::Database& database);

    /// @param options JSON. @return the new task's number.
    std::int64_t begin(std::string_view kind, const std::string& options, common::UtcTime now);
    void progress(std::int64_t task, std::int64_t done, std::int64_t total);
    /// @param result JSON.
    void end(std::int64_t task, common::MaintenanceState state, const std::string& result,
             common::UtcTime now);
    /// Tasks that have begun and not ended.
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
