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

namespace tradepit::common {

/// The value of a portfolio, and what it gained since the model's previous day (daily) and since
/// the start of its series (cumulative). All position rows of a completed day have the day's gains.
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
/// and return are relative to the value that the model's series started with. The arguments must be
/// within ± MONEY_MAX.
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
    const Symbol& symbol;
    Quantity amount;
    Money price;
};

/// Checks that `after` follows from `before` by `row`: a buy takes price × amount from the cash and
/// adds the amount to the symbol's holding, a sell does the reverse, and nothing else changes.
/// Nothing in `after` may be negative; its holdings must be sorted by the bytes of their symbols,
/// each once and above zero. Returns nothing, or what is wrong with the numbers. `before` must have
/// passed this check; `row` and `after` may be anything.
[[nodiscard]] std::optional<std::string> transition_fault(const Books& before, const ActionRow& row,
                                                          const Books& after);

}  // namespace tradepit::common
