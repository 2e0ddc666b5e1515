#pragma once

#include <SQLiteCpp/Database.h>

#include "common/check.h"

namespace tradepit::writer {

/// Turns the enforcement of foreign keys off while it lives, so that a parent row can be deleted
/// before its children. The destructor turns it on again. Must be made and destroyed outside of
/// transactions: inside one, SQLite ignores the pragma.
class ForeignKeysOff {
public:
    explicit ForeignKeysOff(SQLite::Database& database) : database_{database} {
        database_.exec("PRAGMA foreign_keys = OFF");
    }
    ~ForeignKeysOff() {
        database_.tryExec("PRAGMA foreign_keys = ON");
        CHECK(database_.execAndGet("PRAGMA foreign_keys").getInt() == 1);
    }
    ForeignKeysOff(const ForeignKeysOff&) = delete;
    ForeignKeysOff& operator=(const ForeignKeysOff&) = delete;

private:
    SQLite::Database& database_;
};

}  // namespace tradepit::writer
