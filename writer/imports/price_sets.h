#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/messages/messages.h"

namespace tradepit::writer {

enum class BarChange { inserted, changed, unchanged };

/// The tables markets, price_sets and prices (writer/store/schema.sql says how numbered sets
/// overlay). Everything happens in the caller's transaction, and throws SQLite::Exception; no
/// statement stays open behind a call. Lives no longer than the database; the writer's thread.
class PriceSets {
public:
    explicit PriceSets(SQLite::Database& database);

    /// The market's newest set; 0 when there is no such market.
    std::int64_t newest(const common::MarketName& market);
    /// Some date of the market, to tell an hourly market from a daily one.
    std::optional<common::Stamp> any_date(const common::MarketName& market);
    /// A new market, whose set 1 is about to be filled.
    void create(const common::MarketName& market, const std::string& rules,
                const std::string& now_utc);
    /// Makes `bar` part of `set`, which is newest() + 1 (1 in a new market): writes a row unless
    /// the sets below it say the same, by the doubles that are stored.
    BarChange store(const common::MarketName& market, std::int64_t set, const common::WireBar& bar);
    /// Reads the whole of `set` in order, writes its row with hash and figures, and makes it the
    /// newest.
    void seal(const common::MarketName& market, std::int64_t set, const std::string& source,
              const std::string& now_utc);

private:
    SQLite::Statement newest_;
    SQLite::Statement any_date_;
    SQLite::Statement create_;
    SQLite::Statement find_;
    SQLite::Statement insert_;
    SQLite::Statement overlay_;
    SQLite::Statement seal_;
    SQLite::Statement advance_;
};

}  // namespace tradepit::writer
