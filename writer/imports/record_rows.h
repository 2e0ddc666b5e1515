#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <SQLiteCpp/Database.h>

#include "writer/imports/record_import.h"
#include "writer/intake/intake.h"
#include "writer/rows/event_rows.h"
#include "writer/rows/job_rows.h"

namespace tradepit::writer {

/// Reads and writes the rows of one imported model. In the caller's transaction; every
/// SQLite::Exception is the caller's.
class RecordRows {
public:
    RecordRows(SQLite::Database& database, RowNames names);

    [[nodiscard]] StoredRecords load();
    /// Writes what is new of `plan`, which was made of what load() gave: rows, figures, closings
    /// and standing.
    void store(const RecordPlan& plan, std::int64_t chain, Counters& counters,
               const std::string& now_utc);

private:
    std::vector<common::Holding> holdings_of(std::int64_t position);
    void store_day(const PlannedDay& day, Counters& counters, const std::string& now_utc);
    void store_closings(const RecordPlan& plan, std::int64_t chain);

    SQLite::Database& database_;
    std::shared_ptr<const RowNames> names_;
    EventRows events_;
    JobRows jobs_;
    SQLite::Statement holdings_;
    std::map<common::Stamp, std::int64_t> last_rows_;  ///< by date: the id of the day's last row
};

}  // namespace tradepit::writer
