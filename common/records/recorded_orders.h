#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/decimal.h"
#include "common/events.h"
#include "common/price.h"

namespace tradepit::common {

/// One record of a position.jsonl that the `replay` agent repeats: what was done, and the state
/// that the record states after it.
struct RecordedOrder {
    std::int64_t line = 0;  ///< in its position.jsonl, from 1
    std::int64_t id = 0;    ///< as the record states it; 0 where it states none
    Action action = Action::no_trade;
    Symbol symbol;                  ///< empty with no_trade
    Quantity amount;                ///< 0 with no_trade; a trade may have 0 as well
    std::optional<Price> price;     ///< fill_price() of the record (record.h)
    Money cash;                     ///< after the action
    int cash_decimals = 0;          ///< to which the file states cash; cash is compared at these
    int quantity_decimals = 0;      ///< to which the file states quantities, likewise
    std::vector<Holding> holdings;  ///< after the action, above 0, in byte order

    friend bool operator==(const RecordedOrder&, const RecordedOrder&) = default;
};

/// The recorded orders of one model-day, in the order of the file, as messages (DayOrders::orders,
/// ClaimedDay::orders) and the table `job_orders` have them: a JSON array on one line of
///
///   {"line": 3, "id": 2, "action": "buy", "symbol": "NVDA", "amount": "10", "price": "187.2",
///    "cash": "8128", "cash_decimals": 2, "quantity_decimals": 0, "holdings": {"NVDA": "10"}}
///
/// Every decimal is a text. "price" is there only where a price is known; "symbol" is "" with
/// no_trade.
[[nodiscard]] std::string to_json(const std::vector<RecordedOrder>& orders);

/// Reads what to_json() wrote. A string says what is wrong.
[[nodiscard]] std::variant<std::vector<RecordedOrder>, std::string> parse_recorded_orders(
    std::string_view json);

}  // namespace tradepit::common
