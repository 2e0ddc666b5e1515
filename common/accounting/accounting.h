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

/// What every position row of a model-day says about money (DESIGN section 6).
struct Figures {
    Money value;
    Money daily_profit;
    Percent daily_return;
    Money cumulative_profit;
    Percent cumulative_return;

    friend bool operator==(const Figures&, const Figures&) = default;
};

/// Daily: against the value at the model's previous day (on its first day the opening value), the
/// return over that. Cumulative: against what the model's series started from. Values within ±
/// MONEY_MAX.
[[nodiscard]] Figures figures(Money value, Money previous_value, Money opening_value);

/// Cash and holdings as a row states them: not yet believed.
struct Books {
    Money cash;
    std::span<const Holding> holdings;
};

/// What happened between two rows.
struct ActionRow {
    Action action;
    const Symbol& symbol;
    Quantity amount;
    Money price;
};

/// Whether `after` follows from `before` by `row`: cash moved by price × amount, the symbol's
/// holding by the amount, nothing else; nothing negative, holdings in byte order, each once and
/// above zero. The text says what is wrong, with the numbers. `before` is believed (it passed this
/// check), the others are not.
[[nodiscard]] std::optional<std::string> follows(const Books& before, const ActionRow& row,
                                                 const Books& after);

}  // namespace tradepit::common
