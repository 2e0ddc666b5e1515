#include "writer/maintenance/chore_rows.h"

#include "writer/rows/statement_use.h"

namespace tradepit::writer {

ChoreRows::ChoreRows(SQLite::Database& database)
    : begin_{database,
             "INSERT INTO chores(kind, state, options, started_at) VALUES(?, 'running', ?, ?)"},
      prune_{database, "DELETE FROM chores WHERE chore <= ?"},
      progress_{database, "UPDATE chores SET done = ?, total = ? WHERE chore = ?"},
      end_{database, "UPDATE chores SET state = ?, result = ?, ended_at = ? WHERE chore = ?"},
      running_{database, "SELECT chore, kind, options FROM chores WHERE state = 'running'"},
      database_{database} {}

std::int64_t ChoreRows::begin(std::string_view kind, const std::string& options,
                              common::UtcTime now) {
    StatementUse begin{begin_};
    begin->bind(1, std::string{kind});
    begin->bind(2, options);
    begin->bind(3, common::utc_text(now));
    begin->exec();
    const std::int64_t chore = database_.getLastInsertRowid();
    StatementUse prune{prune_};
    prune->bind(1, chore - ROWS_MAX);
    prune->exec();
    return chore;
}

void ChoreRows::progress(std::int64_t chore, std::int64_t done, std::int64_t total) {
    StatementUse progress{progress_};
    progress->bind(1, done);
    progress->bind(2, total);
    progress->bind(3, chore);
    progress->exec();
}

void ChoreRows::end(std::int64_t chore, std::string_view state, const std::string& result,
                    common::UtcTime now) {
    StatementUse end{end_};
    end->bind(1, std::string{state});
    end->bind(2, result);
    end->bind(3, common::utc_text(now));
    end->bind(4, chore);
    end->exec();
}

std::vector<ChoreRows::Interrupted> ChoreRows::interrupted() {
    std::vector<Interrupted> found;
    StatementUse query{running_};
    while (query->executeStep())
        found.push_back({query->getColumn(0).getInt64(), query->getColumn(1).getString(),
                         query->getColumn(2).getString()});
    return found;
}

}  // namespace tradepit::writer
