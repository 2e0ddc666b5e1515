#pragma once

#include <SQLiteCpp/Database.h>

#include "common/check.h"

namespace tradepit::writer {

/// Foreign keys are not enforced while it lives, so that a parent can be removed before its
/// children. Made and destroyed outside of transactions.
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
