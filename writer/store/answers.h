#pragma once

#include <optional>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/schema/answers.h"
#include "writer/intake/intake.h"
#include "writer/intake/operations.h"

namespace tradepit::writer {

/// The recorded answers to requests, by key (table `idempotency`). In the writer only this class
/// reads and inserts them; ForgottenKeys deletes old ones. Used in the caller's transaction, on one
/// thread.
class Answers {
public:
    explicit Answers(SQLite::Database& database);

    /// The answer to a command; nothing when no request with this key was answered. @throws
    /// SQLite::Exception
    [[nodiscard]] std::optional<PastAnswer> find(const std::string& key);
    /// The answer as it is stored, also for requests that are not commands (uploads).
    [[nodiscard]] std::optional<common::RecordedAnswer> find_stored(const std::string& key);
    /// Records the answer to a command. @param wall the time of the answer.
    /// @throws SQLite::Exception, also when the key has an answer already.
    void record(const RecordAnswer& answer, const std::string& wall);
    /// The same for a request that is not a command.
    void record_stored(const std::string& key, const common::RecordedAnswer& answer,
                       const std::string& wall);

private:
    SQLite::Statement find_;
    SQLite::Statement record_;
};

}  // namespace tradepit::writer
