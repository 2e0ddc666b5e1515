#include "writer/imports/price_sets.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include "common/messages/price_hash.h"
#include "writer/rows/statement_use.h"

namespace tradepit::writer {

namespace {

using common::MarketName;
using common::Money;
using common::Stamp;
using common::WireBar;

void bind(SQLite::Statement& statement, int index, const std::optional<double>& value) {
    if (value) {
        statement.bind(index, *value);
    } else {
        statement.bind(index);
    }
}

std::optional<double> stored(const std::optional<Money>& money) {
    if (!money) return std::nullopt;
    return money->to_double();
}

std::optional<double> stored(const SQLite::Column& column) {
    if (column.isNull()) return std::nullopt;
    return column.getDouble();
}

[[noreturn]] void damaged(const std::string& what) {
    throw SQLite::Exception("prices: " + what, SQLITE_CORRUPT);
}

std::optional<Money> money(const SQLite::Column& column) {
    if (column.isNull()) return std::nullopt;
    const auto value = Money::from_double(column.getDouble());
    if (!value) damaged("a price that is none: " + column.getString());
    return value;
}

/// Columns symbol, date, open, high, low, close, volume.
WireBar bar_of(SQLite::Statement& row) {
    const auto date = Stamp::parse(row.getColumn(1).getString());
    const auto open = money(row.getColumn(2));
    if (!date || !open) damaged("a row without a date or an open");
    return {.symbol = common::Symbol(row.getColumn(0).getString()),
            .date = *date,
            .open = *open,
            .high = money(row.getColumn(3)),
            .low = money(row.getColumn(4)),
            .close = money(row.getColumn(5)),
            .volume = stored(row.getColumn(6))};
}

}  // namespace

PriceSets::PriceSets(SQLite::Database& database)
    : newest_(database, "SELECT newest_set FROM markets WHERE market = ?"),
      any_date_(database, "SELECT date FROM prices WHERE market = ? LIMIT 1"),
      create_(database,
              "INSERT INTO markets (market, rules, newest_set, created_at) VALUES (?, ?, 1, ?)"),
      find_(database,
            "SELECT open, high, low, close, volume FROM prices"
            " WHERE market = ? AND symbol = ? AND date = ? ORDER BY price_set DESC LIMIT 1"),
      insert_(database,
              "INSERT INTO prices (market, symbol, date, price_set, open, high, low, close, volume)"
              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      // SQLite takes the other columns from the row that has the maximum.
      overlay_(database,
               "SELECT symbol, date, open, high, low, close, volume, max(price_set) FROM prices"
               " WHERE market = ? AND price_set <= ? GROUP BY symbol, date ORDER BY symbol, date"),
      seal_(database,
            "INSERT INTO price_sets (market, price_set, price_hash, bars, symbols, first_date,"
            " last_date, source, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      advance_(database, "UPDATE markets SET newest_set = ? WHERE market = ?") {}

std::int64_t PriceSets::newest(const MarketName& market) {
    StatementUse select(newest_);
    select->bind(1, market.value());
    return select->executeStep() ? select->getColumn(0).getInt64() : 0;
}

std::optional<Stamp> PriceSets::any_date(const MarketName& market) {
    StatementUse select(any_date_);
    select->bind(1, market.value());
    if (!select->executeStep()) return std::nullopt;
    return Stamp::parse(select->getColumn(0).getString());
}

void PriceSets::create(const MarketName& market, const std::string& rules,
                       const std::string& now_utc) {
    StatementUse insert(create_);
    insert->bind(1, market.value());
    insert->bind(2, rules);
    insert->bind(3, now_utc);
    insert->exec();
}

BarChange PriceSets::store(const MarketName& market, std::int64_t set, const WireBar& bar) {
    const auto date = bar.date.text();
    const std::optional<double> values[] = {bar.open.to_double(), stored(bar.high), stored(bar.low),
                                            stored(bar.close), bar.volume};
    auto change = BarChange::inserted;
    if (set > 1) {
        StatementUse select(find_);
        select->bindNoCopy(1, market.value());
        select->bindNoCopy(2, bar.symbol.value());
        select->bindNoCopy(3, date);
        if (select->executeStep()) {
            change = BarChange::unchanged;
            for (int i = 0; i < 5; ++i) {
                if (stored(select->getColumn(i)) != values[i]) change = BarChange::changed;
            }
        }
    }
    if (change == BarChange::unchanged) return change;

    StatementUse insert(insert_);
    insert->bindNoCopy(1, market.value());
    insert->bindNoCopy(2, bar.symbol.value());
    insert->bindNoCopy(3, date);
    insert->bind(4, set);
    for (int i = 0; i < 5; ++i) bind(insert_, 5 + i, values[i]);
    insert->exec();
    return change;
}

void PriceSets::seal(const MarketName& market, std::int64_t set, const std::string& source,
                     const std::string& now_utc) {
    common::PriceHash hash;
    std::int64_t bars = 0;
    std::int64_t symbols = 0;
    common::Symbol symbol;
    std::optional<Stamp> first;
    std::optional<Stamp> last;
    {
        StatementUse select(overlay_);
        select->bind(1, market.value());
        select->bind(2, set);
        while (select->executeStep()) {
            const auto bar = bar_of(overlay_);
            hash.add(bar);
            ++bars;
            if (bar.symbol != symbol) ++symbols;
            symbol = bar.symbol;
            if (!first || bar.date < *first) first = bar.date;
            if (!last || bar.date > *last) last = bar.date;
        }
    }
    if (!first || !last) damaged("a set without bars");
    StatementUse insert(seal_);
    insert->bind(1, market.value());
    insert->bind(2, set);
    insert->bind(3, hash.finish());
    insert->bind(4, bars);
    insert->bind(5, symbols);
    insert->bind(6, first->text());
    insert->bind(7, last->text());
    insert->bind(8, source);
    insert->bind(9, now_utc);
    insert->exec();

    StatementUse update(advance_);
    update->bind(1, set);
    update->bind(2, market.value());
    update->exec();
}

}  // namespace tradepit::writer
