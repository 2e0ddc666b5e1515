#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/decimal.h"
#include "common/events.h"
#include "common/names.h"
#include "common/price.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

namespace tradepit::common {

/// One line of a position.jsonl: what a model did, and what it held afterwards.
struct Record {
    std::int64_t line = 0;  ///< in its file, from 1
    Stamp date;
    /// As recorded. Ids may count on over several days, decrease or repeat.
    std::optional<std::int64_t> id{};
    /// Absent where the line has no `this_action`, as on the first line of a file. "buy_crypto" is
    /// buy, "sell_crypto" sell.
    std::optional<Action> action{};
    /// The symbol of the action; empty with no_trade.
    Symbol symbol{};
    /// The amount of the action; it may be 0 with a buy or sell, too.
    Quantity amount{};
    /// The price of the action, where the file states it.
    std::optional<Price> price{};
    Money cash{};
    /// Only holdings above 0, in byte order of their symbols.
    std::vector<Holding> holdings{};

    // The next three are stated only in files that tradepit wrote.
    /// The value of cash and holdings, at the prices of the job whose records these are.
    std::optional<Money> portfolio_value{};
    /// The value that cumulative figures are relative to. This and previous_value are stated on the
    /// first record only, and only where they differ from its portfolio_value.
    std::optional<Money> initial_value{};
    /// The value of the portfolio at the end of the model's previous day.
    std::optional<Money> previous_value{};

    /// Whether a line between this record and the one before it was left out as unreadable.
    bool follows_gap = false;

    TRADEPIT_FIELDS(line, date, id, action, symbol, amount, price, cash, holdings, portfolio_value,
                    initial_value, previous_value, follows_gap)
    friend bool operator==(const Record&, const Record&) = default;
};

/// The price that the record's change of cash shows, in a market that keeps `price_decimals`
/// decimals: |change of cash from `cash_before`| ÷ amount, rounded half up to the fewest decimals,
/// from six, that do not change it noticeably (rounds_noticeably()), else to the market's.
/// `cash_before` is the cash of the record before. Nothing where the amount is 0 or the result is
/// beyond the limits of prices.
[[nodiscard]] std::optional<Price> paid_price(Money cash_before, const Record& record,
                                              int price_decimals);
/// The price of the record's trade: as the record states it, rounded half to even to
/// `price_decimals`, else paid_price().
[[nodiscard]] std::optional<Price> fill_price(Money cash_before, const Record& record,
                                              int price_decimals);

}  // namespace tradepit::common
