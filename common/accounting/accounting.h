#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/accounting/portfolio.h"
#include "common/chain.h"
#include "common/decimal.h"
#include "common/events.h"
#include "common/names.h"
#include "common/price.h"

namespace tradepit::common {

/// The value of a portfolio, and what it gained since the model's previous day (daily) and since
/// the start of its series (cumulative). In `positions` every row of a completed day has the gains
/// of the whole day.
struct Figures {
    Money value;
    Money daily_profit;
    Percent daily_return;
    Money cumulative_profit;
    Percent cumulative_return;

    friend bool operator==(const Figures&, const Figures&) = default;
};

/// Computes the figures of a day. Daily profit and return are relative to the value at the model's
/// previous day; on its first day the caller passes `series_start_value` for it. Cumulative profit
/// and return are relative to the value that the model's series started with. A return over the
/// value 0 is 0. The arguments must be within ± MONEY_MAX.
[[nodiscard]] Figures figures(Money value, Money previous_value, Money series_start_value);

/// Cash and holdings as a position row states them. They may be wrong until transition_fault() has
/// checked them.
struct Books {
    Money cash;
    std::span<const Holding> holdings;
};

/// The action that leads from one position row to the next.
struct ActionRow {
    Action action;
    const Symbol& symbol;  ///< of no meaning with no_trade
    Quantity amount;       ///< likewise
    Price price;           ///< of one share; must not be negative, also with no_trade
};

/// Checks that `after` follows from `before` by `row`: a buy takes price × amount from the cash and
/// adds the amount to the symbol's holding, a sell does the reverse, and nothing else changes. The
/// cash of `after` must be 0 to MONEY_MAX; its holdings must be sorted by the bytes of their
/// symbols, each once and above zero. Neither they nor the amount may have a quantity_fault().
/// Returns nothing, or what is wrong with the numbers. `before` must fulfil the same rules; `row`
/// and `after` may be anything.
[[nodiscard]] std::optional<std::string> transition_fault(const Books& before, const ActionRow& row,
                                                          const Books& after);

/// Checks the portfolio that a chain starts with: its cash and holdings by the rules for `after`
/// in transition_fault(), and that its value is 0 to MONEY_MAX. Returns nothing, or what is wrong.
[[nodiscard]] std::optional<std::string> opening_fault(const Close& opening);

}  // namespace tradepit::common
