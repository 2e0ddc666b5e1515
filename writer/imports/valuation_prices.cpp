#include "writer/imports/valuation_prices.h"

#include "common/schema/last_bar.h"

namespace tradepit::writer {

ValuationPrices::ValuationPrices(SQLite::Database& database, common::MarketName market,
                                 std::int64_t price_set)
    : market_{std::move(market)},
      price_set_{price_set},
      query_{database, common::SELECT_LAST_BAR} {}

std::optional<common::Price> ValuationPrices::operator()(const common::Symbol& symbol,
                                                         common::Stamp date) {
    const Key key{symbol, date};
    if (const auto known = looked_up_.find(key); known != looked_up_.end()) return known->second;
    const auto value =
        common::value_at_open(date, common::ask(query_, market_, symbol, date, price_set_));
    looked_up_.emplace(key, value);
    return value;
}

}  // namespace tradepit::writer
