#pragma once

#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Writes the rows of epochs, claims and attempts. A claim may cover several days; each of its days
/// is an attempt.
///
/// Every apply() must be called inside the caller's transaction, and passes every SQLite::Exception
/// on. It gets `timestamp`, the time of the transaction as common::utc_text() writes it.
class AttemptRows {
public:
    explicit AttemptRows(SQLite::Database& database);

    void apply(const RecordEpoch& operation, const std::string& timestamp);
    void apply(const RecordClaim& operation, const std::string& timestamp);
    void apply(const SaveAttempt& operation, const std::string& timestamp);
    void apply(const CountLate& operation, const std::string& timestamp);

private:
    SQLite::Statement insert_epoch_;
    SQLite::Statement insert_claim_;
    SQLite::Statement insert_attempt_;
    SQLite::Statement update_attempt_;
    SQLite::Statement count_late_;
};

}  // namespace tradepit::writer
