#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <nlohmann/json_fwd.hpp>

#include "common/chain.h"
#include "common/decimal.h"
#include "common/stamp.h"
#include "writer/intake/standing.h"

/// Columns as the values that the writer put there. What it did not write is a corrupt database:
/// each throws Corrupt.
namespace tradepit::writer {

/// The file is sound to SQLite, and yet not what a writer wrote.
class Corrupt : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

[[noreturn]] void corrupt(const std::string& what);

template <class Value>
Value sound(const std::optional<Value>& value, const char* what) {
    if (!value) corrupt(what);
    return *value;
}

common::Money money_of(const SQLite::Column& column);
common::Percent percent_of(const SQLite::Column& column);
common::Quantity quantity_of(const SQLite::Column& column);
common::Stamp stamp_of(const std::string& text);
/// job_models.opening_holdings.
std::vector<common::Holding> opening_holdings_of(const std::string& text);
/// A row of standings, or of closings, whose columns are: date, position_id, cash,
/// portfolio_value, daily_profit, daily_return_pct, cumulative_profit, cumulative_return_pct, days,
/// trades to date, peak_value, max_drawdown_pct, returns, returns_mean, returns_m2, first_return.
/// How many trades the latest day had is not among them, and is 0.
Standing standing_of(SQLite::Statement& row);
nlohmann::json json_of(const std::string& text);

}  // namespace tradepit::writer
