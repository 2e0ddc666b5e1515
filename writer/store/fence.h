#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include "writer/store/file_witness.h"
#include "writer/store/writer_epoch.h"

namespace tradepit::writer {

/// What everything that writes to the database has to ask: before it writes, whether this is still
/// the newest writer; after it has committed, whether the commit is in the file that has the
/// database's name. Not thread-safe.
class Fence {
public:
    /// Takes the next writer epoch, and notes the files. The database must have the schema, and
    /// must outlive this object. @throws as WriterEpoch and FileWitness.
    explicit Fence(SQLite::Database& database) : epoch_{database}, witness_{database} {}

    /// Must be called inside every transaction that is about to write.
    /// @throws Replaced; SQLite::Exception.
    void before_writing() { epoch_.check(); }
    /// Must be called after every commit, before anything that depends on it is answered.
    /// @throws as FileWitness::check().
    void after_commit() { witness_.check(); }
    /// Must be called after a checkpoint or a VACUUM.
    void after_own_write() { witness_.note_own_write(); }

    /// The number of this writer.
    [[nodiscard]] std::int64_t epoch() const { return epoch_.number(); }

private:
    WriterEpoch epoch_;
    FileWitness witness_;
};

/// The transaction of everything that writes outside of Store::commit(). It begins only for the
/// newest writer, and is rolled back unless commit() is called.
class FencedTransaction {
public:
    /// @throws Replaced; SQLite::Exception when the file is locked.
    FencedTransaction(SQLite::Database& database, Fence& fence)
        : transaction_{database, SQLite::TransactionBehavior::IMMEDIATE}, fence_{fence} {
        fence_.before_writing();
    }
    /// @throws SQLite::Exception; Misplaced and LogDetached, after the commit.
    void commit() {
        transaction_.commit();
        fence_.after_commit();
    }

private:
    SQLite::Transaction transaction_;
    Fence& fence_;
};

}  // namespace tradepit::writer
