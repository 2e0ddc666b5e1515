#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/time.h"
#include "writer/store/writer_epoch.h"

namespace tradepit::writer {

/// Removes what cleanups left of their jobs (the table purges), a slice at a time: a job may have
/// millions of rows. What is left to do is in the file, so that it goes on after a restart.
class Purges {
public:
    /// @throws SQLite::Exception
    Purges(SQLite::Database& database, WriterEpoch& epoch);

    /// A cleanup has added some: committed.
    void added() { done_ = false; }
    [[nodiscard]] bool done() const { return done_; }
    /// One slice, in a transaction of its own: at least one piece of a table, and no other after
    /// `slice`. A piece has few rows, whatever they hold.
    /// @throws SQLite::Exception, or Replaced, after rolling back: then nothing was removed.
    void run_once(common::Instant slice);

private:
    struct Next {
        std::int64_t purge = 0;
        std::string job;
        std::optional<std::int64_t> chain;
    };
    /// Rows that are in one table for a job, or for a chain.
    struct Table {
        bool of_chain;
        bool has_positions;  ///< it is the table of positions
        SQLite::Statement remove;
    };

    [[nodiscard]] std::optional<Next> next();
    [[nodiscard]] bool remove_piece(const Next& next);

    SQLite::Database& database_;
    WriterEpoch& epoch_;
    std::vector<Table> tables_;
    SQLite::Statement next_;
    SQLite::Statement count_down_;
    SQLite::Statement finish_;
    bool done_ = false;
};

}  // namespace tradepit::writer
