#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

namespace tradepit::writer {

/// Another writer has the database: this one must end, without another write.
class Replaced : public std::runtime_error {
public:
    Replaced(const std::string& file, std::int64_t mine, std::int64_t theirs);
};

/// The number of a writer's start, in the database itself: where the lock beside the file does not
/// hold (another machine's mount, a file that was moved), it still tells two writers apart.
class WriterEpoch {
public:
    /// Takes the next one: whoever had the last is replaced. Makes its table where there is none,
    /// which is no part of the numbered schema: nobody else reads it.
    explicit WriterEpoch(SQLite::Database& database);

    /// Inside a transaction that is about to write. @throws Replaced.
    void check();

    [[nodiscard]] std::int64_t number() const { return number_; }

private:
    std::string file_;
    std::int64_t number_;
    SQLite::Statement newest_;
};

/// What writes beside the store's commits goes through this: a transaction that is begun as the
/// newest writer's, and rolled back where commit() is not reached.
class FencedTransaction {
public:
    /// @throws Replaced; SQLite::Exception when the file is locked.
    FencedTransaction(SQLite::Database& database, WriterEpoch& epoch)
        : transaction_{database, SQLite::TransactionBehavior::IMMEDIATE} {
        epoch.check();
    }
    void commit() { transaction_.commit(); }

private:
    SQLite::Transaction transaction_;
};

}  // namespace tradepit::writer
