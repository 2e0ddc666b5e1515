#include "query/lookups/market_list.h"

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"

namespace tradepit::query {

Reply market_list(Reader& reader) {
    auto list = nlohmann::ordered_json::array();
    auto rows = reader.ask(
        "SELECT m.market, m.newest_set, s.price_hash, s.bars, s.symbols, s.first_date,"
        " s.last_date, s.source, s.imported_at, m.rules FROM markets m"
        " JOIN price_sets s ON s.market = m.market AND s.price_set = m.newest_set"
        " ORDER BY m.market");
    while (rows.next()) {
        list.push_back({{"market", rows.text(0)},
                        {"price_set", rows.integer(1)},
                        {"price_hash", rows.text(2)},
                        {"bars", rows.integer(3)},
                        {"symbols", rows.integer(4)},
                        {"first_date", rows.text(5)},
                        {"last_date", rows.text(6)},
                        {"source", rows.text(7)},
                        {"imported_at", rows.text(8)},
                        {"rules", stored_document(rows, 9)}});
    }
    return {200, common::json_text({{"markets", std::move(list)}})};
}

}  // namespace tradepit::query
