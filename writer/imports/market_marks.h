#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/decimal.h"
#include "common/names.h"
#include "common/stamp.h"

namespace tradepit::writer {

/// What one of a symbol is worth by a market's numbered price set: the open of the date, else the
/// close of the last bar before it (that one's open where the close is missing), else nothing.
class MarketMarks {
public:
    MarketMarks(SQLite::Database& database, common::MarketName market, std::int64_t price_set);

    [[nodiscard]] std::optional<common::Money> operator()(const common::Symbol& symbol,
                                                          common::Stamp date);

private:
    using Key = std::pair<common::Symbol, common::Stamp>;

    common::MarketName market_;
    std::int64_t price_set_;
    SQLite::Statement query_;
    std::map<Key, std::optional<common::Money>> known_;
};

}  // namespace tradepit::writer
