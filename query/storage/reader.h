#pragma once

#include "common/schema/sql.h"

/// The SQL idiom of common/schema, by the names that query uses on every page.
namespace tradepit::query {

using common::Reader;
using common::Rows;
using common::Snapshot;
using common::Sql;

}  // namespace tradepit::query
