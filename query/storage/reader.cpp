#include "query/storage/reader.h"

#include <nlohmann/json.hpp>

namespace tradepit::query {

nlohmann::ordered_json stored_document(const Rows& rows, int column) {
    auto parsed = nlohmann::ordered_json::parse(rows.text(column), nullptr, false);
    if (parsed.is_discarded()) return nullptr;
    return parsed;
}

}  // namespace tradepit::query
