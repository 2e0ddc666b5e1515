#pragma once

#include <nlohmann/json_fwd.hpp>

#include "query/storage/reader.h"

namespace tradepit::query {

/// A column's JSON document; null where its text is not JSON.
[[nodiscard]] nlohmann::ordered_json stored_document(const Rows& rows, int column);

}  // namespace tradepit::query
