#pragma once

#include <cstdint>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/time.h"
#include "writer/store/writer_epoch.h"

namespace tradepit::writer {

/// Forgets the answers to requests of long ago: a repeat that comes later still is a new request.
class ForgottenKeys {
public:
    ForgottenKeys(SQLite::Database& database, WriterEpoch& epoch);

    /// One slice, in a transaction of its own: keys that were answered before `cutoff` (as
    /// common::utc_text() writes it), at least a few and no others after `slice`.
    /// @return how many; 0: none is left. @throws SQLite::Exception, or Replaced.
    std::int64_t run_once(const std::string& cutoff, common::Instant slice);

private:
    SQLite::Database& database_;
    WriterEpoch& epoch_;
    SQLite::Statement find_;
    SQLite::Statement forget_;
};

}  // namespace tradepit::writer
