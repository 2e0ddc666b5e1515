#include "common/market/market_rules_json.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

#include "common/text/json.h"
#include "common/text/quoted.h"

namespace tradepit::common {
namespace {

using Json = nlohmann::json;

/// The fault of a value that is not what `kind` says.
std::string must_be(std::string_view field, std::string_view kind, const Json& value) {
    const std::string got = value.dump();
    return std::string(field) + " must be " + std::string(kind) + ", got " +
           (got.size() <= QUOTED_BYTES_MAX ? got : quoted_text(got));
}

std::optional<std::string> set_text(std::string_view field, const Json& value, std::string& to) {
    if (!value.is_string()) return must_be(field, "a text", value);
    to = value.get<std::string>();
    return std::nullopt;
}

template <typename Integer>
std::optional<std::string> set_integer(std::string_view field, const Json& value, Integer& to) {
    if (!value.is_number_integer()) return must_be(field, "a whole number", value);
    // Any Integer here can hold READ_MAX. rules_fault() checks the field's own limits. A double,
    // unlike std::int64_t, keeps the sign of every integer.
    constexpr double READ_MAX = 1e9;
    if (std::abs(value.get<double>()) > READ_MAX)
        return must_be(field, "a whole number within a billion of 0", value);
    to = value.get<Integer>();
    return std::nullopt;
}

/// Sets the field of that name in `rules`, or returns what is wrong. The limits are not checked.
std::optional<std::string> set_field(std::string_view field, const Json& value,
                                     MarketRules& rules) {
    if (field == "name") {
        std::string name;
        auto fault = set_text(field, value, name);
        rules.name = MarketName(std::move(name));
        return fault;
    }
    if (field == "currency") return set_text(field, value, rules.currency);
    if (field == "lot") return set_integer(field, value, rules.lot);
    if (field == "quantity_decimals") return set_integer(field, value, rules.quantity_decimals);
    if (field == "price_decimals") return set_integer(field, value, rules.price_decimals);
    if (field == "t_plus_one") {
        if (!value.is_boolean()) return must_be(field, "true or false", value);
        rules.t_plus_one = value.get<bool>();
        return std::nullopt;
    }
    if (field == "periods_per_year") {
        if (!value.is_number()) return must_be(field, "a number", value);
        rules.periods_per_year = value.get<double>();
        return std::nullopt;
    }
    if (field == "buy_action") return set_text(field, value, rules.buy_action);
    if (field == "sell_action") return set_text(field, value, rules.sell_action);
    if (field == "time_zone") return set_text(field, value, rules.time_zone);
    if (field == "interval") return set_text(field, value, rules.interval);
    return "unknown field " + quoted_text(field);
}

std::variant<MarketRules, std::string> read_rules(const Json& entry) {
    if (!entry.is_object()) return must_be("a market", "an object", entry);
    MarketRules rules;
    for (const auto& [field, value] : entry.items()) {
        if (auto fault = set_field(field, value, rules)) return *std::move(fault);
    }
    if (auto fault = rules_fault(rules)) return *std::move(fault);
    return rules;
}

}  // namespace

std::variant<MarketRules, std::string> parse_rules(std::string_view json) {
    auto document = parse_json(json);
    if (auto* fault = std::get_if<JsonFault>(&document)) return std::move(fault->text);
    return read_rules(std::get<Json>(document));
}

MarketRules stored_rules(const std::string& json) {
    auto rules = parse_rules(json);
    auto* known = std::get_if<MarketRules>(&rules);
    return known == nullptr ? MarketRules{} : std::move(*known);
}

std::variant<std::vector<MarketRules>, std::string> parse_markets(std::string_view json) {
    auto read = parse_json(json);
    if (auto* fault = std::get_if<JsonFault>(&read)) return std::move(fault->text);
    const auto& document = std::get<Json>(read);
    if (!document.is_object() || document.size() != 1 || !document.contains("markets") ||
        !document["markets"].is_array()) {
        return "the document must be {\"markets\": [...]} and nothing else";
    }
    std::vector<MarketRules> markets;
    for (const auto& entry : document["markets"]) {
        const std::string where = "markets[" + std::to_string(markets.size()) + "]: ";
        auto rules = read_rules(entry);
        if (auto* fault = std::get_if<std::string>(&rules)) return where + *fault;
        const auto& name = std::get<MarketRules>(rules).name;
        const bool twice =
            std::any_of(markets.begin(), markets.end(),
                        [&](const MarketRules& other) { return other.name == name; });
        if (twice) return where + "name " + quoted_text(name.value()) + " is there twice";
        markets.push_back(std::get<MarketRules>(std::move(rules)));
    }
    return markets;
}

std::string to_json(const MarketRules& rules) {
    // A whole number is written as one: 252, and not 252.0.
    nlohmann::ordered_json periods = rules.periods_per_year;
    if (rules.periods_per_year == std::floor(rules.periods_per_year)) {
        periods = static_cast<int64_t>(rules.periods_per_year);
    }
    nlohmann::ordered_json json{{"name", rules.name.value()},
                                {"currency", rules.currency},
                                {"lot", rules.lot},
                                {"quantity_decimals", rules.quantity_decimals},
                                {"t_plus_one", rules.t_plus_one},
                                {"periods_per_year", periods},
                                {"buy_action", rules.buy_action},
                                {"sell_action", rules.sell_action},
                                {"time_zone", rules.time_zone},
                                {"interval", rules.interval}};
    // The rules of a market are stored as this text and compared with it, so those of a market that
    // says nothing stay the text that they were before markets had the field.
    if (rules.price_decimals != MarketRules{}.price_decimals)
        json["price_decimals"] = rules.price_decimals;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tradepit::common
