#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace tradepit::writer {

/// Another writer has taken the database. This one must end without another write.
class Replaced : public std::runtime_error {
public:
    Replaced(const std::string& file, std::int64_t mine, std::int64_t theirs);
};

/// A number that each start of a writer takes, stored in the database itself. It tells two writers
/// apart even where the lock file does not hold (the mount of another machine, a file that was
/// moved). It is not one of the epochs that the writer gives brokers.
class WriterEpoch {
public:
    /// Takes the next number. This replaces the writer that took the number before. The database
    /// must have the schema.
    /// @throws SQLite::Exception
    explicit WriterEpoch(SQLite::Database& database);

    /// Must be called inside every transaction that is about to write.
    /// @throws Replaced when another writer has taken a number since; SQLite::Exception.
    void check();

    [[nodiscard]] std::int64_t number() const { return number_; }

private:
    std::string file_;
    std::int64_t number_;
    SQLite::Statement newest_;
};

}  // namespace tradepit::writer
