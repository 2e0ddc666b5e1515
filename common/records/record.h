#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/decimal.h"
#include "common/events.h"
#include "common/names.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

namespace tradepit::common {

/// One line of a position.jsonl: what a model did, and what it had after it.
struct Record {
    std::int64_t line = 0;
    Stamp date;
    /// As recorded; it may run on over days, fall back or repeat.
    std::optional<std::int64_t> id{};
    /// Nothing where there is no `this_action` (the first line). "buy_crypto" is buy, "sell_crypto"
    /// sell.
    std::optional<Action> action{};
    /// Of the action; empty with no_trade.
    Symbol symbol{};
    /// Of the action; may be 0 with a buy or sell too.
    Quantity amount{};
    /// Of the action, where the file says it.
    std::optional<Money> price{};
    Money cash{};
    /// Above 0 only, in byte order.
    std::vector<Holding> holdings{};

    // Only files that `tradepit export` wrote say these.
    /// Of cash and holdings, at the record's own prices.
    std::optional<Money> portfolio_value{};
    /// On the first record: what cumulative figures are relative to, and the value at the model's
    /// day before, where they are not its own value.
    std::optional<Money> initial_value{};
    std::optional<Money> previous_value{};

    /// A line before it, and after the record before it, was left out as unreadable.
    bool follows_gap = false;

    TRADEPIT_FIELDS(line, date, id, action, symbol, amount, price, cash, holdings, portfolio_value,
                    initial_value, previous_value, follows_gap)
    friend bool operator==(const Record&, const Record&) = default;
};

/// What a trade was paid: as the record states it, or |change of cash| ÷ amount to a millionth,
/// half up; nothing where the amount is 0 or cash did not change as money does.
[[nodiscard]] std::optional<Money> fill_price(Money cash_before, const Record& record);

}  // namespace tradepit::common
