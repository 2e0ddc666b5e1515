#include "common/records/recorded_orders.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "common/accounting/accounting.h"
#include "common/text/json.h"

namespace tradepit::common {

namespace {

using Json = nlohmann::ordered_json;

/// The text of a decimal. @throws nlohmann::json::exception where it is missing or is not a string.
std::string decimal_text(const nlohmann::json& order, const char* name) {
    return order.at(name).get<std::string>();
}

/// Nothing where the text is no quantity that can enter the books.
std::optional<Quantity> read_quantity(const std::string& text) {
    const auto quantity = Quantity::parse(text);
    return quantity && !quantity_fault(*quantity) ? quantity : std::nullopt;
}

/// Nothing where the text is no amount of money up to ± MONEY_MAX. A record may state less than 0,
/// which no books can have, and the replay then reports that it differs.
std::optional<Money> read_money(const std::string& text) {
    const auto money = Money::parse(text);
    return money && *money >= -MONEY_MAX && *money <= MONEY_MAX ? money : std::nullopt;
}

/// Nothing where a quantity is not above 0, or cannot enter the books.
/// @throws nlohmann::json::exception where one is not a string.
std::optional<std::vector<Holding>> read_holdings(const nlohmann::json& object) {
    if (!object.is_object()) return std::nullopt;
    std::vector<Holding> holdings;
    for (const auto& item : object.items()) {
        const auto quantity = read_quantity(item.value().get<std::string>());
        if (!quantity || *quantity == Quantity{}) return std::nullopt;
        holdings.push_back({Symbol{item.key()}, *quantity});
    }
    return holdings;
}

/// Nothing where a value is invalid. @throws nlohmann::json::exception where a field is missing or
/// of another type.
std::optional<RecordedOrder> read_order(const nlohmann::json& object) {
    const auto action = from_text<Action>(object.at("action").get<std::string>());
    const auto amount = read_quantity(decimal_text(object, "amount"));
    const auto cash = read_money(decimal_text(object, "cash"));
    auto holdings = read_holdings(object.at("holdings"));
    if (!action || !amount || !cash || !holdings) return std::nullopt;
    RecordedOrder order;
    order.line = object.at("line").get<std::int64_t>();
    order.id = object.at("id").get<std::int64_t>();
    order.action = *action;
    order.symbol = Symbol{object.at("symbol").get<std::string>()};
    order.amount = *amount;
    order.cash = *cash;
    order.cash_decimals = object.at("cash_decimals").get<int>();
    order.quantity_decimals = object.at("quantity_decimals").get<int>();
    order.holdings = std::move(*holdings);
    if (object.contains("price")) {
        order.price = Price::parse(decimal_text(object, "price"));
        if (!order.price || *order.price < Price{} || *order.price > PRICE_MAX) return std::nullopt;
    }
    const bool decimals_fit = order.cash_decimals >= 0 && order.cash_decimals <= Money::DECIMALS &&
                              order.quantity_decimals >= 0 &&
                              order.quantity_decimals <= Quantity::DECIMALS;
    if (!decimals_fit) return std::nullopt;
    return order;
}

}  // namespace

std::string to_json(const std::vector<RecordedOrder>& orders) {
    auto list = Json::array();
    for (const auto& order : orders) {
        Json object{{"line", order.line},
                    {"id", order.id},
                    {"action", to_text(order.action)},
                    {"symbol", order.symbol.value()},
                    {"amount", order.amount.text()}};
        if (order.price) object["price"] = order.price->text();
        object["cash"] = order.cash.text();
        object["cash_decimals"] = order.cash_decimals;
        object["quantity_decimals"] = order.quantity_decimals;
        auto holdings = Json::object();
        for (const auto& holding : order.holdings) {
            holdings[holding.symbol.value()] = holding.quantity.text();
        }
        object["holdings"] = std::move(holdings);
        list.push_back(std::move(object));
    }
    return list.dump();
}

std::variant<std::vector<RecordedOrder>, std::string> parse_recorded_orders(std::string_view json) {
    const auto parsed = parse_json(json);
    if (const auto* fault = std::get_if<JsonFault>(&parsed)) return fault->text;
    const auto& list = std::get<nlohmann::json>(parsed);
    if (!list.is_array()) return "recorded orders must be a list";
    std::vector<RecordedOrder> orders;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto place = "recorded order " + std::to_string(i) + ": ";
        try {
            auto order = read_order(list[i]);
            if (!order) return place + "an action, a decimal or a number of decimals is invalid";
            orders.push_back(std::move(*order));
        } catch (const nlohmann::json::exception& error) {
            return place + error.what();
        }
    }
    return orders;
}

}  // namespace tradepit::common
