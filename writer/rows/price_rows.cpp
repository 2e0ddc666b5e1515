#include "writer/rows/price_rows.h"

#include <optional>

#include "common/messages/price_hash.h"
#include "common/schema/sql.h"
#include "common/schema/stored_values.h"

namespace tradepit::writer {

using namespace common;

namespace {

/// Columns symbol, date, open, high, low, close, volume.
WireBar bar_of(const Rows& row) {
    return {.symbol = Symbol{row.text(0)},
            .date = stamp_of(row.text(1)),
            .open = price_of(row[2]),
            .high = optional_price_of(row[3]),
            .low = optional_price_of(row[4]),
            .close = optional_price_of(row[5]),
            .volume = row.is_null(6) ? std::nullopt : std::optional{row.real(6)}};
}

}  // namespace

PriceRows::PriceRows(SQLite::Database& database)
    : insert_market_{database,
                     "INSERT INTO markets(market, rules, newest_set, created_at) "
                     "VALUES(?, ?, 1, ?)"},
      insert_bar_{
          database,
          "INSERT INTO prices(market, symbol, date, price_set, open, high, low, close, volume) "
          "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      // In a query with max(), SQLite takes all other columns from the row with the maximum: here
      // for each symbol and date the bar of the highest price set.
      select_set_{
          database,
          "SELECT symbol, date, open, high, low, close, volume, max(price_set) FROM prices "
          "WHERE market = ? AND price_set <= ? GROUP BY symbol, date ORDER BY symbol, date"},
      insert_set_{
          database,
          "INSERT INTO price_sets(market, price_set, price_hash, bars, symbols, first_date, "
          "last_date, source, imported_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      update_newest_set_{database, "UPDATE markets SET newest_set = ? WHERE market = ?"} {}

void PriceRows::apply(const RecordMarket& operation, const std::string& timestamp) {
    run(insert_market_, operation.market, operation.rules, timestamp);
}

void PriceRows::apply(const StoreBars& operation, const std::string&) {
    for (const WireBar& bar : operation.bars)
        run(insert_bar_, operation.market, bar.symbol, bar.date, operation.price_set, bar.open,
            bar.high, bar.low, bar.close, bar.volume);
}

void PriceRows::apply(const SealPriceSet& operation, const std::string& timestamp) {
    PriceHash hash;
    std::int64_t bars = 0;
    std::int64_t symbols = 0;
    Symbol previous_symbol;
    std::optional<Stamp> first;
    std::optional<Stamp> last;
    {
        auto rows = ask(select_set_, operation.market, operation.price_set);
        while (rows.next()) {
            const WireBar bar = bar_of(rows);
            hash.add(bar);
            ++bars;
            if (bar.symbol != previous_symbol) ++symbols;
            previous_symbol = bar.symbol;
            if (!first || bar.date < *first) first = bar.date;
            if (!last || bar.date > *last) last = bar.date;
        }
    }
    if (!first || !last) corrupt("a price set without bars");
    run(insert_set_, operation.market, operation.price_set, hash.finish(), bars, symbols, *first,
        *last, operation.source, timestamp);
    run(update_newest_set_, operation.price_set, operation.market);
}

}  // namespace tradepit::writer
