#include "writer/imports/market_marks.h"

#include "common/schema/stored_values.h"
#include "writer/rows/statement_use.h"

namespace tradepit::writer {

MarketMarks::MarketMarks(SQLite::Database& database, common::MarketName market,
                         std::int64_t price_set)
    : market_{std::move(market)},
      price_set_{price_set},
      query_{database,
             "SELECT date, open, close FROM prices WHERE market = ? AND symbol = ? "
             "AND date <= ? AND price_set <= ? ORDER BY date DESC, price_set DESC LIMIT 1"} {}

std::optional<common::Money> MarketMarks::operator()(const common::Symbol& symbol,
                                                     common::Stamp date) {
    const auto [at, is_new] = known_.try_emplace(Key{symbol, date});
    if (!is_new) return at->second;
    const std::string day = date.text();
    StatementUse query{query_};
    query->bind(1, market_.value());
    query->bind(2, symbol.value());
    query->bind(3, day);
    query->bind(4, price_set_);
    if (!query->executeStep()) return std::nullopt;
    const bool today = query->getColumn(0).getString() == day;
    const bool closed = !query->getColumn(2).isNull();
    at->second = common::money_of(query->getColumn(!today && closed ? 2 : 1));
    return at->second;
}

}  // namespace tradepit::writer
