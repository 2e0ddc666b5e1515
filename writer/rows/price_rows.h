#pragma once

#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Writes the rows of markets, price_sets and prices. A price set consists of the bars of its
/// market that are stored with the set's number or a lower one. Where a symbol has several bars for
/// one date, the one with the highest number counts.
///
/// Every apply() must be called inside the caller's transaction, and passes every SQLite::Exception
/// on. It gets `timestamp`, the time of the transaction as common::utc_text() writes it.
class PriceRows {
public:
    explicit PriceRows(SQLite::Database& database);

    void apply(const RecordMarket& operation, const std::string& timestamp);
    void apply(const StoreBars& operation, const std::string& timestamp);
    /// Reads the whole price set by symbol and date, inserts its row with hash and counts, and
    /// makes it the newest set of its market. @throws Corrupt for a set without bars.
    void apply(const SealPriceSet& operation, const std::string& timestamp);

private:
    SQLite::Statement insert_market_;
    SQLite::Statement insert_bar_;
    SQLite::Statement select_set_;
    SQLite::Statement insert_set_;
    SQLite::Statement update_newest_set_;
};

}  // namespace tradepit::writer
