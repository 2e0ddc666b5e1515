#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/chain.h"
#include "common/decimal.h"
#include "common/market/market_rules.h"
#include "common/market/market_view.h"
#include "common/names.h"
#include "common/price.h"

namespace tradepit::common {

enum class Side { buy, sell };

/// "buy", "sell".
[[nodiscard]] std::string_view to_string(Side side);

/// The amount of an order as it was requested. It may be negative, have decimals, or be no
/// number at all ("many"), so that the portfolio refuses what the market does not allow, and names
/// the rule.
class Amount {
public:
    explicit Amount(Quantity quantity) : units_(quantity.units()) {}
    /// Never fails. A decimal of at most eight places that fits is kept as a number, anything else
    /// as text.
    [[nodiscard]] static Amount read(std::string_view text);

    /// In units of 1e-8, like a Quantity, but possibly negative; nothing when the amount is kept as
    /// text.
    [[nodiscard]] std::optional<int64_t> units() const;
    /// As a decimal, or the text as it was given.
    [[nodiscard]] std::string text() const;

private:
    Amount() = default;

    int64_t units_ = 0;
    std::optional<std::string> text_;  ///< set where the amount is not kept as a number
};

/// A request to trade at today's open.
struct MarketOrder {
    Side side;
    Symbol symbol;
    Amount amount;
};

/// An order that was carried out; total = price × quantity.
struct Fill {
    Side side;
    Symbol symbol;
    Quantity quantity;
    Price price;
    Money total;
};

/// The rules that an order may break.
enum class Rule {
    amount_not_a_number,
    amount_not_positive,
    amount_decimals,   ///< more decimals than the market allows
    amount_too_large,  ///< quantity_fault() of the amount, or of the holding after it
    lot,               ///< not a multiple of the market's lot
    unknown_symbol,
    no_bar,  ///< the symbol has no price today
    not_enough_cash,
    not_enough_shares,
    bought_today,      ///< on a T+1 market: too much of the holding was bought today
    money_limit,       ///< cash or the portfolio's value would be beyond MONEY_MAX
    amount_too_small,  ///< a buy whose cost is rounded to 0
};

/// The rule's name as agents see it and as results store it ("not_enough_cash").
[[nodiscard]] std::string_view to_string(Rule rule);

/// Why an order was not carried out; `detail` is a sentence with the rule and the numbers.
struct Refusal {
    Rule rule;
    std::string detail;
    /// Set with not_enough_cash. required_cash is absent where it is beyond MONEY_MAX.
    std::optional<Money> required_cash = {};
    std::optional<Money> cash_available = {};
    /// Set with not_enough_shares and bought_today. `have` is the whole holding.
    std::optional<Quantity> have = {};
    std::optional<Quantity> want_to_sell = {};
};

/// One model's cash and holdings. Cash is never negative and never beyond MONEY_MAX; holdings are
/// in byte order of their symbols, each once and above zero.
class Portfolio {
public:
    /// Cash only. CHECKs 0 <= cash <= MONEY_MAX.
    explicit Portfolio(Money cash);
    /// Takes holdings in any order, and leaves out those of zero. A string says what is wrong: cash
    /// is not 0 to MONEY_MAX, a symbol is there twice, or a quantity has a quantity_fault().
    [[nodiscard]] static std::variant<Portfolio, std::string> make(Money cash,
                                                                   std::vector<Holding> holdings);

    [[nodiscard]] Money cash() const { return cash_; }
    [[nodiscard]] const std::vector<Holding>& holdings() const { return holdings_; }
    /// Zero where nothing is held.
    [[nodiscard]] Quantity quantity(const Symbol& symbol) const;

    /// Carries the order out at today's open. A refused order changes nothing. The value of the
    /// portfolio afterwards is not checked: value_of() tells whether it is beyond MONEY_MAX.
    [[nodiscard]] std::variant<Fill, Refusal> apply(const MarketOrder& order,
                                                    const MarketView& view,
                                                    const MarketRules& rules);
    /// Begins a new model-day: what was bought on the days before may now be sold (T+1).
    void start_day() { bought_today_.clear(); }

    /// Compares cash and holdings, but not what was bought today.
    friend bool operator==(const Portfolio& left, const Portfolio& right) {
        return left.cash_ == right.cash_ && left.holdings_ == right.holdings_;
    }

private:
    std::variant<Fill, Refusal> buy(const Symbol& symbol, Quantity quantity, Price price,
                                    const MarketRules& rules);
    std::variant<Fill, Refusal> sell(const Symbol& symbol, Quantity quantity, Price price);

    Money cash_;
    std::vector<Holding> holdings_;
    /// What was bought since start_day(). Always empty on markets without T+1.
    std::vector<Holding> bought_today_;
};

/// The value of the portfolio today: cash + Σ quantity × MarketView::mark(), each product rounded
/// half to even on its own. A string says why there is no value: a held symbol has no price up to
/// today, or the sum is beyond MONEY_MAX.
[[nodiscard]] std::variant<Money, std::string> value_of(const Portfolio& portfolio,
                                                        const MarketView& view);

}  // namespace tradepit::common
