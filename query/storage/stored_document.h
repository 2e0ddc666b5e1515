#pragma once

#include <nlohmann/json_fwd.hpp>

#include "query/storage/reader.h"

namespace tradepit::query {

/// A column that holds a JSON document; null where it does not.
[[nodiscard]] nlohmann::ordered_json stored_document(const Rows& rows, int column);

}  // namespace tradepit::query
