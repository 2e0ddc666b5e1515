#pragma once

#include <optional>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"
#include "writer/intake/stored_answer.h"

namespace tradepit::writer {

/// The recorded answers to requests, by key (table `idempotency`). The writer reads and inserts
/// them only here; maintenance/upkeep.cpp deletes old ones. Not thread-safe.
class Answers {
public:
    explicit Answers(SQLite::Database& database);

    /// The answer recorded under the key; nothing when there is none. @throws SQLite::Exception
    [[nodiscard]] std::optional<StoredAnswer> find(const std::string& key);
    /// Records an answer, inside the caller's transaction.
    /// @param timestamp the time of the transaction, as common::utc_text() writes it.
    /// @throws SQLite::Exception, also when the key has an answer already.
    void apply(const RecordAnswer& answer, const std::string& timestamp);

private:
    SQLite::Statement select_answer_;
    SQLite::Statement insert_answer_;
};

}  // namespace tradepit::writer
