#pragma once

#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Writes the rows of markets, price_sets and prices. The schema explains how price sets overlay
/// each other. Transactions and errors are as in EventRows.
class PriceRows {
public:
    explicit PriceRows(SQLite::Database& database);

    void apply(const RecordMarket& operation, const std::string& wall);
    void apply(const StoreBars& operation, const std::string& wall);
    /// Reads the whole price set in order, writes its row with hash and counts, and makes it the
    /// newest set of its market. @throws Corrupt for a set without bars.
    void apply(const SealPriceSet& operation, const std::string& wall);

private:
    SQLite::Statement market_;
    SQLite::Statement bar_;
    SQLite::Statement overlay_;
    SQLite::Statement seal_;
    SQLite::Statement advance_;
};

}  // namespace tradepit::writer
