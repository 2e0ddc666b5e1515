#pragma once

#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Writes the rows of epochs, claims and attempts. Transactions and errors are as in EventRows.
class AttemptRows {
public:
    explicit AttemptRows(SQLite::Database& database);

    void apply(const RecordEpoch& operation, const std::string& wall);
    void apply(const RecordClaim& operation, const std::string& wall);
    void apply(const SaveAttempt& operation, const std::string& wall);
    void apply(const CountLate& operation, const std::string& wall);

private:
    SQLite::Statement epoch_;
    SQLite::Statement claim_;
    SQLite::Statement attempt_;
    SQLite::Statement save_;
    SQLite::Statement late_;
};

}  // namespace tradepit::writer
