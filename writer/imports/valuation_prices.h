#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/decimal.h"
#include "common/names.h"
#include "common/price.h"
#include "common/stamp.h"

namespace tradepit::writer {

/// Looks up the price at which one unit of a symbol is valued on a date, in one price set of a
/// market: the open of that date, else the close of the last bar before it, or that bar's open
/// where its close is missing. Every price that was looked up is kept in memory.
/// @throws SQLite::Exception
class ValuationPrices {
public:
    /// `database` must outlive this object.
    ValuationPrices(SQLite::Database& database, common::MarketName market, std::int64_t price_set);

    /// The price of one unit; nothing where the market has no bar of the symbol up to the date.
    [[nodiscard]] std::optional<common::Price> operator()(const common::Symbol& symbol,
                                                          common::Stamp date);

private:
    using Key = std::pair<common::Symbol, common::Stamp>;

    common::MarketName market_;
    std::int64_t price_set_;
    SQLite::Statement query_;
    std::map<Key, std::optional<common::Price>> looked_up_;
};

}  // namespace tradepit::writer
