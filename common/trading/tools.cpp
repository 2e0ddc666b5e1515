#include "common/trading/tools.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"

namespace tradepit::common {

namespace {

using Json = nlohmann::json;

constexpr std::string_view SYMBOL_AND_DATE_SCHEMA = R"({
    "type": "object",
    "properties": {
        "symbol": {"type": "string"},
        "date": {"type": "string",
                 "description": "YYYY-MM-DD, on an hourly market YYYY-MM-DD HH:MM:SS"}},
    "required": ["symbol", "date"],
    "additionalProperties": false})";
static_assert(HISTORY_BARS_MAX == 1'000, "the schema below has the same number");
constexpr std::string_view SYMBOL_AND_COUNT_SCHEMA = R"({
    "type": "object",
    "properties": {
        "symbol": {"type": "string"},
        "count": {"type": "integer", "minimum": 1, "maximum": 1000}},
    "required": ["symbol", "count"],
    "additionalProperties": false})";
constexpr std::string_view SYMBOL_AND_AMOUNT_SCHEMA = R"({
    "type": "object",
    "properties": {
        "symbol": {"type": "string"},
        "amount": {"type": "number", "exclusiveMinimum": 0}},
    "required": ["symbol", "amount"],
    "additionalProperties": false})";
constexpr std::string_view BAR_SCHEMA = R"({
    "type": "object",
    "properties": {
        "symbol": {"type": "string"},
        "date": {"type": "string"},
        "ohlcv": {"type": "object"},
        "error": {"type": "string"}}})";
constexpr std::string_view BARS_SCHEMA = R"({
    "type": "object",
    "properties": {
        "symbol": {"type": "string"},
        "bars": {"type": "array", "items": {"type": "object"}},
        "error": {"type": "string"}}})";
constexpr std::string_view POSITION_SCHEMA = R"({
    "type": "object",
    "properties": {
        "CASH": {"type": "number"},
        "error": {"type": "string"}},
    "additionalProperties": {"type": ["number", "string"]}})";

/// The result of a call that failed.
Json error(std::string text) { return {{"error", std::move(text)}}; }

/// Reads the arguments of one call. The first fault is kept; what is read after it means nothing.
class Arguments {
public:
    explicit Arguments(const Json& given) : given_{given} {
        if (!given.is_object()) fault_ = "the arguments must be an object";
    }

    Symbol symbol() {
        const Json* value = member("symbol");
        if (value == nullptr) return {};
        if (!value->is_string()) return fail<Symbol>("symbol must be a text");
        return Symbol{value->get<std::string>()};
    }
    Stamp date() {
        const Json* value = member("date");
        if (value == nullptr) return {};
        const auto stamp =
            value->is_string() ? Stamp::parse(value->get<std::string>()) : std::nullopt;
        if (!stamp) return fail<Stamp>("date must be YYYY-MM-DD or YYYY-MM-DD HH:MM:SS");
        return *stamp;
    }
    /// The market view checks the upper limit.
    std::size_t count() {
        const Json* value = member("count");
        if (value == nullptr) return 0;
        if (!value->is_number_unsigned() || *value == 0)
            return fail<std::size_t>("count must be a whole number above 0");
        return value->get<std::size_t>();
    }
    /// Any number or text. The portfolio refuses one that is not allowed, and names the rule.
    Amount amount() {
        const Json* value = member("amount");
        if (value == nullptr) return Amount{Quantity{}};
        if (value->is_string()) return Amount::read(value->get<std::string>());
        if (!value->is_number()) {
            fail<int>("amount must be a number");
            return Amount{Quantity{}};
        }
        return Amount::read(json_text(*value));
    }
    [[nodiscard]] const std::optional<std::string>& fault() const { return fault_; }

private:
    /// Null where there is a fault already, or now because the member is missing.
    const Json* member(const char* name) {
        if (fault_) return nullptr;
        const auto found = given_.find(name);
        if (found != given_.end()) return &*found;
        fault_ = std::string{name} + " is required";
        return nullptr;
    }
    /// Keeps the fault. What it returns means nothing.
    template <class Value>
    Value fail(std::string text) {
        fault_ = std::move(text);
        return {};
    }

    const Json& given_;
    std::optional<std::string> fault_;
};

/// The result of a call whose arguments could not be read. Such a call is counted, too.
Json refused_arguments(TradingDay& day, ToolId tool, const Arguments& arguments) {
    day.count_use(tool);
    return error(*arguments.fault());
}

Json json_of(const Bar& bar) {
    Json json = {{"open", bar.open.to_double()}};
    if (bar.high) json["high"] = bar.high->to_double();
    if (bar.low) json["low"] = bar.low->to_double();
    if (bar.close) json["close"] = bar.close->to_double();
    if (bar.volume) json["volume"] = *bar.volume;
    return json;
}

Json call_price(TradingDay& day, const Json& given) {
    Arguments arguments{given};
    const auto symbol = arguments.symbol();
    const auto date = arguments.date();
    if (arguments.fault()) return refused_arguments(day, ToolId::price, arguments);
    const auto bar = day.price(symbol, date);
    if (const auto* refusal = std::get_if<PriceRefusal>(&bar)) return error(refusal->text);
    return {
        {"symbol", symbol.value()}, {"date", date.text()}, {"ohlcv", json_of(std::get<Bar>(bar))}};
}

Json call_history(TradingDay& day, const Json& given) {
    Arguments arguments{given};
    const auto symbol = arguments.symbol();
    const auto count = arguments.count();
    if (arguments.fault()) return refused_arguments(day, ToolId::history, arguments);
    const auto history = day.history(symbol, count);
    if (const auto* refusal = std::get_if<PriceRefusal>(&history)) return error(refusal->text);
    Json bars = Json::array();
    for (const auto& [stamp, bar] : std::get<std::vector<StampedBar>>(history)) {
        Json row = json_of(bar);
        row["date"] = stamp.text();
        bars.push_back(std::move(row));
    }
    return {{"symbol", symbol.value()}, {"bars", std::move(bars)}};
}

Json json_of(const Refusal& refusal) {
    Json json = error(refusal.detail);
    json["rule"] = to_string(refusal.rule);
    if (refusal.required_cash) json["required_cash"] = refusal.required_cash->to_double();
    if (refusal.cash_available) json["cash_available"] = refusal.cash_available->to_double();
    if (refusal.have) json["have"] = refusal.have->to_double();
    if (refusal.want_to_sell) json["want_to_sell"] = refusal.want_to_sell->to_double();
    return json;
}

Json call_trade(TradingDay& day, const Json& given, Side side) {
    Arguments arguments{given};
    const auto symbol = arguments.symbol();
    const auto amount = arguments.amount();
    if (arguments.fault())
        return refused_arguments(day, side == Side::buy ? ToolId::buy : ToolId::sell, arguments);
    const auto outcome = day.trade({side, symbol, amount});
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) return json_of(*refusal);
    Json position = Json::object();
    for (const auto& holding : day.portfolio().holdings())
        position[holding.symbol.value()] = holding.quantity.to_double();
    position["CASH"] = day.portfolio().cash().to_double();
    return position;
}

constexpr Tool TABLE[] = {
    {.name = PRICE_TOOL,
     .description = "The prices of a symbol on a day up to today; of today the open alone.",
     .arguments_schema = SYMBOL_AND_DATE_SCHEMA,
     .result_schema = BAR_SCHEMA,
     .call = call_price},
    {.name = HISTORY_TOOL,
     .description = "The last whole bars of a symbol before today, the oldest first.",
     .arguments_schema = SYMBOL_AND_COUNT_SCHEMA,
     .result_schema = BARS_SCHEMA,
     .call = call_history},
    {.name = BUY_TOOL,
     .description = "Buys at today's open. The result is the whole new position with its cash.",
     .arguments_schema = SYMBOL_AND_AMOUNT_SCHEMA,
     .result_schema = POSITION_SCHEMA,
     .call = [](TradingDay& day, const Json& given) { return call_trade(day, given, Side::buy); }},
    {.name = SELL_TOOL,
     .description = "Sells at today's open. The result is the whole new position with its cash.",
     .arguments_schema = SYMBOL_AND_AMOUNT_SCHEMA,
     .result_schema = POSITION_SCHEMA,
     .call = [](TradingDay& day, const Json& given) { return call_trade(day, given, Side::sell); }},
};

/// Whether the table has every tool, in the order in which uses are stored.
consteval bool has_every_tool() {
    return std::ranges::equal(TABLE, names_of(ToolId{}), {}, &Tool::name);
}
static_assert(has_every_tool());

}  // namespace

std::span<const Tool> tools() { return TABLE; }

const Tool* find_tool(std::string_view name) {
    const auto* found = std::find_if(std::begin(TABLE), std::end(TABLE),
                                     [&](const Tool& tool) { return tool.name == name; });
    return found == std::end(TABLE) ? nullptr : found;
}

}  // namespace tradepit::common
