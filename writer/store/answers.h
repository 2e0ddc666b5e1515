#pragma once

#include <optional>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/schema/answers.h"
#include "writer/intake/intake.h"
#include "writer/intake/operations.h"

namespace tradepit::writer {

/// What requests were answered with, by their keys: the one place of the writer that reads and
/// writes the table `idempotency`. In the caller's transaction; one thread.
class Answers {
public:
    explicit Answers(SQLite::Database& database);

    /// Nothing: no request with this key was answered. @throws SQLite::Exception
    [[nodiscard]] std::optional<PastAnswer> find(const std::string& key);
    /// The same as it is stored, for what is no command.
    [[nodiscard]] std::optional<common::RecordedAnswer> find_stored(const std::string& key);
    /// @param wall when. @throws SQLite::Exception, also for a key that has an answer.
    void record(const RecordAnswer& answer, const std::string& wall);
    /// The same of what is no command.
    void record_stored(const std::string& key, const common::RecordedAnswer& answer,
                       const std::string& wall);

private:
    SQLite::Statement find_;
    SQLite::Statement record_;
};

}  // namespace tradepit::writer
