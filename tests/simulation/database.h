#pragma once

#include <memory>
#include <string>

#include "writer/store/store.h"

namespace tradepit::simulation {

/// A real database of the writer's, in memory that the system lends as a file, used by one seed
/// after another: made anew a database would take longer than a whole seed.
class Database {
public:
    Database();
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Takes every row out.
    void clear();
    /// The writer's program ended, and starts again.
    void reopen();
    [[nodiscard]] writer::Store& store() { return *store_; }
    /// For the checker: reads, on a connection of its own.
    [[nodiscard]] SQLite::Database& reader() { return *reader_; }

private:
    [[nodiscard]] std::string file() const { return folder_ + "/results.db"; }

    std::string folder_;
    std::unique_ptr<writer::Store> store_;
    std::unique_ptr<SQLite::Database> reader_;
};

}  // namespace tradepit::simulation
