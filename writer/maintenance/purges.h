#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/time.h"
#include "writer/store/fence.h"

namespace tradepit::writer {

/// Deletes the rows that are left of the jobs that cleanups have hidden, in slices, since a job may
/// have millions of them. The table `purges` says what is left to do, so the work goes on after a
/// restart.
class Purges {
public:
    /// @throws SQLite::Exception
    Purges(SQLite::Database& database, Fence& fence);

    /// Must be called after a cleanup was committed, since it may have added entries.
    void added() { done_ = false; }
    [[nodiscard]] bool done() const { return done_; }
    /// Deletes one slice, in a transaction of its own: at least one piece, and more pieces until
    /// `slice` has passed. A piece is a small, fixed number of rows of one table.
    /// @throws SQLite::Exception, or Replaced, after rolling back: then nothing was deleted.
    void run_once(common::Duration slice);

private:
    /// The first row of `purges`.
    struct Next {
        std::int64_t purge = 0;  ///< the row's id
        std::string job;
        std::optional<std::int64_t> chain;  ///< nothing: the row is of the job itself
    };
    /// One table, with the statement that deletes a piece of it.
    struct Table {
        bool of_chain;      ///< the rows of a chain; false: those of a job
        bool is_positions;  ///< it is the table `positions`, whose rows `purges` counts
        SQLite::Statement remove;
    };

    [[nodiscard]] std::optional<Next> next();
    /// Deletes a piece of the first table that still has rows. @return whether any had.
    [[nodiscard]] bool remove_piece(const Next& next);

    SQLite::Database& database_;
    Fence& fence_;
    std::vector<Table> tables_;
    SQLite::Statement next_;
    SQLite::Statement count_down_;
    SQLite::Statement finish_;
    bool done_ = false;
};

}  // namespace tradepit::writer
