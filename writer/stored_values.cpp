#include "writer/stored_values.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "common/json.h"

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
