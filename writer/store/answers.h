#pragma once

#include <optional>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"
#include "writer/intake/past_answer.h"

namespace tradepit::writer {

/// The recorded answers to requests, by key (table `idempotency`). In the writer only this class
/// reads and inserts them; the upkeep of keys deletes old ones. Used in the caller's transaction,
/// on one thread.
class Answers {
public:
    explicit Answers(SQLite::Database& database);

    /// Nothing: no request with this key was answered. @throws SQLite::Exception
    [[nodiscard]] std::optional<PastAnswer> find(const std::string& key);
    /// @param wall the time of the answer.
    /// @throws SQLite::Exception, also when the key has an answer already.
    void apply(const RecordAnswer& answer, const std::string& wall);

private:
    SQLite::Statement find_;
    SQLite::Statement record_;
};

}  // namespace tradepit::writer
