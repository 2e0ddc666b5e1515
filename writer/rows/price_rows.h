#pragma once

#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Rows of markets, price_sets and prices; the schema says how numbered sets overlay. As EventRows.
class PriceRows {
public:
    explicit PriceRows(SQLite::Database& database);

    void apply(const RecordMarket& operation, const std::string& wall);
    void apply(const StoreBars& operation);
    /// Reads the whole set in order, writes its row with hash and figures, and makes it the newest.
    void apply(const SealPriceSet& operation, const std::string& wall);

private:
    SQLite::Statement market_;
    SQLite::Statement bar_;
    SQLite::Statement overlay_;
    SQLite::Statement seal_;
    SQLite::Statement advance_;
};

}  // namespace tradepit::writer
