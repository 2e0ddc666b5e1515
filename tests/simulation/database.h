#pragma once

#include <memory>
#include <string>

#include "writer/store/store.h"

namespace tradepit::simulation {

/// A real database of the writer, in a file in memory (/dev/shm, where there is one). One seed
/// after another uses it, because making a new database takes longer than running a whole seed.
class Database {
public:
    Database();
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Deletes every row, apart from the writer's epoch.
    void clear();
    /// Closes and opens the store, as when the writer's program ends and starts again.
    void reopen();
    [[nodiscard]] writer::Store& store() { return *store_; }
    /// A read-only connection for the checker.
    [[nodiscard]] SQLite::Database& reader() { return *reader_; }

private:
    [[nodiscard]] std::string file() const { return folder_ + "/results.db"; }

    std::string folder_;
    std::unique_ptr<writer::Store> store_;
    std::unique_ptr<SQLite::Database> reader_;
};

}  // namespace tradepit::simulation
