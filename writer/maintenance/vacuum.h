#pragma once

#include <cstdint>

#include <SQLiteCpp/Database.h>

#include "common/time.h"
#include "writer/store/writer_epoch.h"

namespace tradepit::writer {

/// Gives the pages that nothing is stored in back to the file system.
class Vacuum {
public:
    Vacuum(SQLite::Database& database, WriterEpoch& epoch) : database_{database}, epoch_{epoch} {}

    [[nodiscard]] std::int64_t pages() const;
    [[nodiscard]] std::int64_t free_pages() const;

    /// One slice, in a transaction of its own: free pages at the end of the file, which pages in
    /// use are brought forward from; none after `slice`.
    /// @return whether another one would free more. @throws SQLite::Exception, or Replaced.
    bool run_once(common::Instant slice);

    /// The whole file anew, its tables in one piece each. It takes as long as it takes, and nothing
    /// is written meanwhile; there has to be room for the file twice over.
    void whole_file();

private:
    SQLite::Database& database_;
    WriterEpoch& epoch_;
};

}  // namespace tradepit::writer
