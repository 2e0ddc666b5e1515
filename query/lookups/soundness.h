#pragma once

#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// Faults of each kind that are listed; there may be more.
inline constexpr int FAULTS_MAX = 100;

/// GET /check: SQLite's own word on the whole file, which is read from end to end for it. `sound`,
/// and what is wrong where it is not: `integrity` as PRAGMA integrity_check has it, `foreign_keys`
/// as PRAGMA foreign_key_check, but for rows of jobs that were cleaned up and are being removed.
Reply soundness(Reader& reader);

}  // namespace tradepit::query
