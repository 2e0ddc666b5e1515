#pragma once

#include <SQLiteCpp/Statement.h>

namespace tradepit::writer {

/// A prepared statement in use, reset when the use ends, however it ends: an open one would keep
/// its read mark on the file, and one that failed takes no new values.
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
