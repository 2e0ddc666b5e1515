#pragma once

#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// The most faults of each kind that the answer lists.
inline constexpr int FAULTS_MAX = 100;

/// GET /check: has SQLite check the database, which reads the whole file. `sound` says whether no
/// fault was found. `integrity` lists the faults of PRAGMA integrity_check, and `foreign_keys`
/// those of PRAGMA foreign_key_check, without the rows of cleaned-up jobs that are still being
/// removed.
Reply integrity_check(Reader& reader);

}  // namespace tradepit::query
