#pragma once

#include "common/schema/sql.h"

/// The SQL types of common/schema, under short names.
namespace tradepit::query {

using common::Reader;
using common::Rows;
using common::Snapshot;
using common::Sql;

}  // namespace tradepit::query
