#pragma once

#include <cstdint>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/time.h"
#include "writer/store/writer_epoch.h"

namespace tradepit::writer {

/// Deletes the recorded answers to old requests. A repeat that comes after that is a new request.
class ForgottenKeys {
public:
    ForgottenKeys(SQLite::Database& database, WriterEpoch& epoch);

    /// Deletes one slice of the keys that were answered before `cutoff` (as common::utc_text()
    /// writes it), in a transaction of its own: at least a few, and more of them until `slice` has
    /// passed.
    /// @return how many were deleted; 0: none is left. @throws SQLite::Exception, or Replaced.
    std::int64_t run_once(const std::string& cutoff, common::Instant slice);

private:
    SQLite::Database& database_;
    WriterEpoch& epoch_;
    SQLite::Statement find_;
    SQLite::Statement forget_;
};

}  // namespace tradepit::writer
