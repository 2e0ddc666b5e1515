#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/limits.h"
#include "common/market/prices.h"
#include "common/price.h"

namespace tradepit::common {

/// Which rule a request for prices broke. unknown_symbol: the symbol has no bar up to today.
/// no_bar: it has some, but none at the stamp. after_today: the stamp is after today.
/// history_limit: more than HISTORY_BARS_MAX bars were requested.
enum class PriceRule { unknown_symbol, no_bar, after_today, history_limit };

[[nodiscard]] std::string_view to_string(PriceRule rule);

/// Why there is no price. `text` names the request and the rule, and tells nothing that lies after
/// today.
struct PriceRefusal {
    PriceRule rule;
    std::string text;

    friend bool operator==(const PriceRefusal&, const PriceRefusal&) = default;
};

/// A symbol that can be traded today. It points into the price set, which must outlive it.
struct Quote {
    const Symbol* symbol;
    SymbolIndex index;
    Price open;
};

/// The prices that an agent may see on `today`: whole bars before today, only the open of today,
/// and nothing after it (guarantee G7 of docs/ARCHITECTURE.md, no look-ahead). A symbol without a
/// bar up to today is answered like one that does not exist. The view refers to the price set,
/// which must outlive it. `today` is a stamp, so on an hourly market it is one hour. It need not be
/// in the set's calendar.
class MarketView {
public:
    MarketView(const PriceSet& prices, Stamp today);

    [[nodiscard]] Stamp today() const { return today_; }
    /// Today's open. Refused by unknown_symbol or no_bar.
    [[nodiscard]] std::variant<Price, PriceRefusal> open(const Symbol& symbol) const;
    /// The whole bar of a stamp before today, or today's bar with nothing but its open. Refused by
    /// after_today, unknown_symbol or no_bar.
    [[nodiscard]] std::variant<Bar, PriceRefusal> bar(const Symbol& symbol, Stamp stamp) const;
    /// The last `count` bars strictly before today, oldest first; fewer, or none, where the symbol
    /// has fewer. Refused by history_limit or unknown_symbol.
    [[nodiscard]] std::variant<std::vector<StampedBar>, PriceRefusal> history(const Symbol& symbol,
                                                                              size_t count) const;
    /// What one share is worth today: today's open, else the close of the last bar before today
    /// (that bar's open where its close is missing). Nothing where the symbol has no bar up to
    /// today.
    [[nodiscard]] std::optional<Price> mark(const Symbol& symbol) const;
    /// The symbols with a bar today, in byte order.
    [[nodiscard]] std::vector<Quote> tradable() const;
    /// The `n`-th bar before today of a symbol from tradable(), where 1 is the newest. Allocates
    /// nothing. Returns nothing where the symbol has fewer bars.
    [[nodiscard]] std::optional<Bar> bar_back(SymbolIndex symbol, size_t n) const;

private:
    /// The place in PriceSet::bars_ of the symbol's first bar that is not before today. Where there
    /// is none, it is one past the symbol's last bar.
    [[nodiscard]] size_t first_hidden(SymbolIndex symbol) const;
    /// Whether the symbol has a bar today. `first_hidden` is the result of first_hidden(symbol).
    [[nodiscard]] bool has_bar_today(SymbolIndex symbol, size_t first_hidden) const;
    /// The symbol's index; nothing for a symbol that has no bar up to today.
    [[nodiscard]] std::optional<SymbolIndex> known(const Symbol& symbol) const;

    const PriceSet* prices_;
    Stamp today_;
    /// The place in the calendar of the first stamp that is not before today.
    size_t today_index_;
    /// Whether the calendar has today, at today_index_.
    bool in_calendar_;
};

}  // namespace tradepit::common
