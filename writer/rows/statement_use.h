#pragma once

#include <SQLiteCpp/Statement.h>

namespace tradepit::writer {

/// Uses a prepared statement and resets it at the end, also when an exception is thrown. A
/// statement that is not reset would keep its read lock on the file, and after an error it could
/// not be bound again.
class StatementUse {
public:
    explicit StatementUse(SQLite::Statement& statement) : statement_{statement} {
        statement_.tryReset();
    }
    ~StatementUse() { statement_.tryReset(); }
    StatementUse(const StatementUse&) = delete;
    StatementUse& operator=(const StatementUse&) = delete;

    SQLite::Statement* operator->() { return &statement_; }
    SQLite::Statement& operator*() { return statement_; }

private:
    SQLite::Statement& statement_;
};

}  // namespace tradepit::writer
