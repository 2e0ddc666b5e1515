#include "writer/maintenance/maintenance_rows.h"

#include "common/schema/sql.h"

namespace tradepit::writer {

using common::MaintenanceState;

MaintenanceRows::MaintenanceRows(SQLite::Database& database)
    : begin_{database,
             "INSERT INTO maintenance_tasks(kind, state, options, started_at) VALUES(?, ?, ?, ?)"},
      prune_{database, "DELETE FROM maintenance_tasks WHERE task <= ?"},
      progress_{database, "UPDATE maintenance_tasks SET done = ?, total = ? WHERE task = ?"},
      end_{database,
           "UPDATE maintenance_tasks SET state = ?, result = ?, ended_at = ? WHERE task = ?"},
      running_{database, "SELECT task, kind, options FROM maintenance_tasks WHERE state = ?"},
      database_{database} {}

std::int64_t MaintenanceRows::begin(std::string_view kind, const std::string& options,
                                    common::UtcTime now) {
    common::run(begin_, std::string{kind}, MaintenanceState::running, options,
                common::utc_text(now));
    const std::int64_t task = database_.getLastInsertRowid();
    common::run(prune_, task - ROWS_MAX);
    return task;
}

void MaintenanceRows::progress(std::int64_t task, std::int64_t done, std::int64_t total) {
    common::run(progress_, done, total, task);
}

void MaintenanceRows::end(std::int64_t task, MaintenanceState state, const std::string& result,
                          common::UtcTime now) {
    common::run(end_, state, result, common::utc_text(now), task);
}

std::vector<MaintenanceRows::Running> MaintenanceRows::running() {
    std::vector<Running> found;
    auto rows = common::ask(running_, MaintenanceState::running);
    while (rows.next()) found.push_back({rows.integer(0), rows.text(1), rows.text(2)});
    return found;
}

}  // namespace tradepit::writer
