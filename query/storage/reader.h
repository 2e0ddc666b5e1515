#pragma once

#include <nlohmann/json_fwd.hpp>

#include "common/schema/sql.h"

/// The SQL types of common/schema, under short names.
namespace tradepit::query {

using common::Reader;
using common::Rows;
using common::Snapshot;
using common::Sql;

/// A column's JSON document; null where its text is not JSON.
[[nodiscard]] nlohmann::ordered_json stored_document(const Rows& rows, int column);

}  // namespace tradepit::query
