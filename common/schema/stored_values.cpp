#include "common/schema/stored_values.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "common/text/json.h"

namespace tradepit::common {

namespace {

/// A quantity that was stored as an integer; nothing for a number that no Quantity has.
std::optional<Quantity> whole_quantity(std::int64_t whole) {
    if (whole < 0 || whole > QUANTITY_WHOLE_MAX) return std::nullopt;
    return Quantity::from_units(whole * UNITS_PER_WHOLE);
}

/// A quantity that was stored in a JSON document; nothing for a value that is not a quantity.
std::optional<Quantity> quantity_in(const nlohmann::json& number) {
    if (number.is_number_integer()) return whole_quantity(number.get<std::int64_t>());
    if (number.is_number()) return Quantity::from_double(number.get<double>());
    return std::nullopt;
}

}  // namespace

void corrupt(const std::string& what) {
    throw Corrupt("the database has " + what + " that no tradepit-writer wrote");
}

Money money_of(const SQLite::Column& column) {
    return sound(Money::from_double(column.getDouble()), "an amount of money");
}

std::optional<Money> optional_money_of(const SQLite::Column& column) {
    return column.isNull() ? std::nullopt : std::optional{money_of(column)};
}

Price price_of(const SQLite::Column& column) {
    return sound(Price::from_double(column.getDouble()), "a price");
}

std::optional<Price> optional_price_of(const SQLite::Column& column) {
    return column.isNull() ? std::nullopt : std::optional{price_of(column)};
}

Percent percent_of(const SQLite::Column& column) {
    return sound(Percent::from_double(column.getDouble()), "a percentage");
}

Quantity quantity_of(const SQLite::Column& column) {
    return sound(column.isInteger() ? whole_quantity(column.getInt64())
                                    : Quantity::from_double(column.getDouble()),
                 "a quantity");
}

Stamp stamp_of(std::string_view text) { return sound(Stamp::parse(text), "a date"); }

std::string nonce_text(std::uint64_t nonce) { return fmt::format("{:016x}", nonce); }

std::uint64_t nonce_of(std::string_view text) {
    std::uint64_t nonce = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), nonce, 16);
    if (error != std::errc{} || end != text.data() + text.size())
        corrupt("a nonce " + std::string{text});
    return nonce;
}

std::string holdings_text(const std::vector<Holding>& holdings) {
    std::string text = "{";
    for (const Holding& holding : holdings) {
        if (text.size() > 1) text += ',';
        text += nlohmann::json(holding.symbol.value()).dump() + ':' + holding.quantity.text();
    }
    return text + '}';
}

std::vector<Holding> holdings_of(const std::string& text) {
    const nlohmann::json object = json_of(text);
    if (!object.is_object()) corrupt("opening holdings");
    std::vector<Holding> holdings;
    for (const auto& [symbol, number] : object.items())
        holdings.push_back({Symbol{symbol}, sound(quantity_in(number), "a quantity")});
    std::sort(holdings.begin(), holdings.end(),
              [](const Holding& left, const Holding& right) { return left.symbol < right.symbol; });
    return holdings;
}

Needs needs_of(const std::string& text) {
    auto needs = parse_needs(text);
    if (const auto* fault = std::get_if<std::string>(&needs)) corrupt("needs (" + *fault + ")");
    return std::get<Needs>(std::move(needs));
}

std::vector<Holding> holdings_of(Rows rows) {
    std::vector<Holding> holdings;
    while (rows.next()) holdings.push_back({Symbol{rows.text(0)}, quantity_of(rows[1])});
    return holdings;
}

nlohmann::json json_of(const std::string& text) {
    auto parsed = parse_json(text);
    if (const auto* fault = std::get_if<JsonFault>(&parsed)) corrupt("JSON (" + fault->text + ")");
    return std::move(std::get<nlohmann::json>(parsed));
}

std::vector<Stamp> dates_of(const std::string& text) {
    const nlohmann::json list = json_of(text);
    if (!list.is_array()) corrupt("a list of dates");
    std::vector<Stamp> dates;
    for (const auto& date : list) {
        if (!date.is_string()) corrupt("a list of dates");
        dates.push_back(stamp_of(date.get_ref<const std::string&>()));
    }
    return dates;
}

}  // namespace tradepit::common
