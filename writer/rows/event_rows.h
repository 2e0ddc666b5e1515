#pragma once

#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/day_ledger.h"
#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Writes the rows of positions, holdings, reasoning_logs and tool_usage, with statements that are
/// prepared once. Must be called inside the caller's transaction; every SQLite::Exception is passed
/// on to the caller.
class EventRows {
public:
    explicit EventRows(SQLite::Database& database);

    /// `wall` is the timestamp of the rows (common::utc_text()).
    void apply(const StoreEvents& operation, const std::string& wall);
    void apply(const UpdateFigures& operation, const std::string& wall);
    void apply(const DeleteRows& operation, const std::string& wall);

    /// What the ledger of an attempt was when its last rows were stored. @throws Corrupt
    [[nodiscard]] DayLedger::Stored stored_day(const RowNames& names, common::Stamp date);

private:
    void insert(const common::Position& position, std::int64_t id);
    void insert(const common::Reasoning& step, std::int32_t steps_before);
    void insert(const common::ToolUsage& usage);
    void bind_chunk(const RowNames& names, const std::string& date);
    void bind_names(SQLite::Statement& statement, const RowNames& names, const std::string& date);

    SQLite::Statement position_;
    SQLite::Statement holding_;
    SQLite::Statement step_;
    SQLite::Statement chunk_;
    SQLite::Statement tool_;
    SQLite::Statement figures_;
    SQLite::Statement stored_positions_;
    SQLite::Statement stored_holdings_;
    SQLite::Statement last_step_;
    SQLite::Statement stored_tools_;
    std::vector<SQLite::Statement> deletes_;  ///< of a day, one for each of EVENT_TABLES
};

}  // namespace tradepit::writer
