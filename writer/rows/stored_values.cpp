#include "writer/rows/stored_values.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "common/text/json.h"

namespace tradepit::writer {

using namespace common;

void corrupt(const std::string& what) {
    throw Corrupt("the database has " + what + " that this program did not write");
}

Money money_of(const SQLite::Column& column) {
    return sound(Money::from_double(column.getDouble()), "an amount of money");
}

Percent percent_of(const SQLite::Column& column) {
    return sound(Percent::from_double(column.getDouble()), "a percentage");
}

Quantity quantity_of(const SQLite::Column& column) {
    if (column.isInteger()) {
        constexpr std::int64_t WHOLE_MAX = INT64_MAX / UNITS_PER_WHOLE;
        const std::int64_t whole = column.getInt64();
        if (whole < 0 || whole > WHOLE_MAX) corrupt("a quantity");
        return Quantity::from_units(whole * UNITS_PER_WHOLE);
    }
    return sound(Quantity::from_double(column.getDouble()), "a quantity");
}

Stamp stamp_of(const std::string& text) { return sound(Stamp::parse(text), "a date"); }

Standing standing_of(SQLite::Statement& row) {
    Standing standing;
    standing.latest = {.date = stamp_of(row.getColumn(0).getString()),
                       .position_id = row.getColumn(1).getInt64(),
                       .cash = money_of(row.getColumn(2)),
                       .figures = {.value = money_of(row.getColumn(3)),
                                   .daily_profit = money_of(row.getColumn(4)),
                                   .daily_return = percent_of(row.getColumn(5)),
                                   .cumulative_profit = money_of(row.getColumn(6)),
                                   .cumulative_return = percent_of(row.getColumn(7))}};
    standing.days = row.getColumn(8).getInt();
    standing.trades = row.getColumn(9).getInt64();
    standing.peak_value = money_of(row.getColumn(10));
    standing.max_drawdown_pct = row.getColumn(11).getDouble();
    standing.returns = row.getColumn(12).getInt64();
    standing.returns_mean = row.getColumn(13).getDouble();
    standing.returns_m2 = row.getColumn(14).getDouble();
    if (const auto first = row.getColumn(15); !first.isNull())
        standing.first_return = first.getDouble();
    return standing;
}

std::vector<Holding> opening_holdings_of(const std::string& text) {
    std::vector<Holding> holdings;
    const nlohmann::json object = json_of(text);
    for (const auto& [symbol, number] : object.items()) {
        constexpr std::uint64_t WHOLE_MAX = INT64_MAX / UNITS_PER_WHOLE;
        std::optional<Quantity> quantity;
        if (!number.is_number_unsigned()) {
            if (number.is_number()) quantity = Quantity::from_double(number.get<double>());
        } else if (const auto whole = number.get<std::uint64_t>(); whole <= WHOLE_MAX) {
            quantity = Quantity::from_units(static_cast<std::int64_t>(whole) * UNITS_PER_WHOLE);
        }
        holdings.push_back({Symbol{symbol}, sound(quantity, "a quantity")});
    }
    std::sort(holdings.begin(), holdings.end(),
              [](const Holding& left, const Holding& right) { return left.symbol < right.symbol; });
    return holdings;
}

nlohmann::json json_of(const std::string& text) {
    auto parsed = parse_json(text);
    if (const auto* fault = std::get_if<JsonFault>(&parsed)) corrupt("JSON (" + fault->text + ")");
    return std::move(std::get<nlohmann::json>(parsed));
}

}  // namespace tradepit::writer
