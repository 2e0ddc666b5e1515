#pragma once

#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// At most so many faults of each kind are listed.
inline constexpr int FAULTS_MAX = 100;

/// GET /check: SQLite checks the whole file, which it reads from end to end. `sound` is the result;
/// `integrity` has the faults of PRAGMA integrity_check and `foreign_keys` those of PRAGMA
/// foreign_key_check, without the rows of cleaned-up jobs that are still being removed.
Reply integrity_check(Reader& reader);

}  // namespace tradepit::query
