#pragma once

#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/day_ledger.h"
#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Writes the rows of positions, holdings, reasoning_logs and tool_usage.
///
/// Every apply() must be called inside the caller's transaction, and passes every SQLite::Exception
/// on. It gets `timestamp`, the time of the transaction as common::utc_text() writes it.
class EventRows {
public:
    explicit EventRows(SQLite::Database& database);

    void apply(const StoreEvents& operation, const std::string& timestamp);
    void apply(const UpdateFigures& operation, const std::string& timestamp);
    void apply(const DeleteRows& operation, const std::string& timestamp);

    /// The ledger's state after the stored rows of a day, for an attempt that is still open.
    /// @throws SQLite::Exception; Corrupt for rows that do not have the form in which a writer
    /// stores them.
    [[nodiscard]] DayLedger::State ledger_state(const RowNames& names, common::Stamp date);

private:
    void insert(const common::Position& position, std::int64_t id);
    /// Inserts a step. A long step comes as several events of the same number, its chunks: if the
    /// number is `last_stored_step`, that of the last step stored, the text is appended to that
    /// row.
    void insert(const common::Reasoning& step, std::int32_t last_stored_step);
    void insert(const common::ToolUsage& usage);
    /// Binds those parameters of append_chunk_ that all chunks of a day have in common.
    void bind_chunk(const RowNames& names, const std::string& date);
    /// Binds job, date and model, without copying, as the first three parameters.
    void bind_names(SQLite::Statement& statement, const RowNames& names, const std::string& date);

    SQLite::Statement insert_position_;
    SQLite::Statement insert_holding_;
    SQLite::Statement insert_step_;
    SQLite::Statement append_chunk_;
    SQLite::Statement insert_tool_;
    SQLite::Statement update_figures_;
    SQLite::Statement select_positions_;
    SQLite::Statement select_holdings_;
    SQLite::Statement select_last_step_;
    SQLite::Statement select_tools_;
    /// One for each of EVENT_TABLES: deletes the rows of a day.
    std::vector<SQLite::Statement> delete_day_;
};

}  // namespace tradepit::writer
