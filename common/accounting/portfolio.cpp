#include "common/accounting/portfolio.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/text/quoted.h"
#include "common/wide.h"

namespace tradepit::common {
namespace {

/// The place of `symbol` in the sorted holdings, or the place where it would be inserted.
template <typename Holdings>
auto place_of(Holdings& holdings, const Symbol& symbol) {
    return std::lower_bound(
        holdings.begin(), holdings.end(), symbol,
        [](const Holding& holding, const Symbol& wanted) { return holding.symbol < wanted; });
}

Quantity quantity_in(const std::vector<Holding>& holdings, const Symbol& symbol) {
    const auto at = place_of(holdings, symbol);
    return at == holdings.end() || at->symbol != symbol ? Quantity() : at->quantity;
}

void add_to(std::vector<Holding>& holdings, const Symbol& symbol, Quantity quantity) {
    const auto at = place_of(holdings, symbol);
    if (at == holdings.end() || at->symbol != symbol) {
        holdings.insert(at, {symbol, quantity});
    } else {
        at->quantity += quantity;
    }
}

/// The symbol must be held, and at least in that quantity.
void take_from(std::vector<Holding>& holdings, const Symbol& symbol, Quantity quantity) {
    const auto at = place_of(holdings, symbol);
    at->quantity -= quantity;
    if (at->quantity == Quantity()) holdings.erase(at);
}

/// Why `more` cannot be held on top of `held`; nothing when it can.
std::optional<std::string> sum_fault(Quantity held, Quantity more) {
    if (more.units() > std::numeric_limits<int64_t>::max() - held.units()) {
        return "a quantity is at most " + std::to_string(QUANTITY_WHOLE_MAX);
    }
    return quantity_fault(held + more);
}

/// The refusal of an amount that is kept as text, because it is not a decimal of at most eight
/// places or is too large.
Refusal text_refusal(const Amount& amount) {
    const std::string text = amount.text();
    if (!is_number(text)) {
        return {Rule::amount_not_a_number, "amount must be a number, got " + quoted_text(text)};
    }
    if (text.front() == '-') {
        return {Rule::amount_not_positive, "amount must be positive, got " + quoted_text(text)};
    }
    if (!parse_scaled(text, Quantity::DECIMALS)) {
        return {Rule::amount_too_large, "amount must be at most " +
                                            std::to_string(QUANTITY_WHOLE_MAX) + ", got " +
                                            quoted_text(text)};
    }
    return {Rule::amount_decimals, "amount must have at most " +
                                       std::to_string(Quantity::DECIMALS) + " decimals, got " +
                                       quoted_text(text)};
}

/// The least amount that the market allows and that costs a millionth: more than half a millionth,
/// because a half is rounded to the even 0.
Quantity least_buy(Price price, const MarketRules& rules) {
    const int64_t step = amount_step(rules);
    const auto half_a_millionth = static_cast<int64_t>(
        UNITS_PER_WHOLE / 2 * power_of_ten(price.decimals() - Money::DECIMALS));
    const int64_t units = half_a_millionth / price.units() + 1;
    return Quantity::from_units((units + step - 1) / step * step);
}

/// Checks an amount against the market's rules, without looking at prices, cash or holdings.
std::variant<Quantity, Refusal> checked_amount(const Amount& amount, const MarketRules& rules) {
    const auto units = amount.units();
    if (!units) return text_refusal(amount);
    if (*units <= 0) {
        return Refusal{Rule::amount_not_positive, "amount must be positive, got " + amount.text()};
    }
    if (auto fault = quantity_fault(Quantity::from_units(*units))) {
        return Refusal{Rule::amount_too_large, "amount " + *fault};
    }
    if (rules.quantity_decimals == 0) {
        if (*units % UNITS_PER_WHOLE != 0) {
            return Refusal{Rule::amount_decimals,
                           "amount must be a whole number of shares, got " + amount.text()};
        }
        if (*units / UNITS_PER_WHOLE % rules.lot != 0) {
            return Refusal{Rule::lot, "amount must be a multiple of the lot of " +
                                          std::to_string(rules.lot) + ", got " + amount.text()};
        }
        return Quantity::from_units(*units);
    }
    if (*units % amount_step(rules) != 0) {
        return Refusal{Rule::amount_decimals, "amount must have at most " +
                                                  std::to_string(rules.quantity_decimals) +
                                                  " decimals, got " + amount.text()};
    }
    return Quantity::from_units(*units);
}

/// The refusal of an order for which MarketView::open() has no price. open() breaks no other rules
/// than unknown_symbol and no_bar.
Refusal no_price(PriceRefusal refusal) {
    const Rule rule =
        refusal.rule == PriceRule::unknown_symbol ? Rule::unknown_symbol : Rule::no_bar;
    return {rule, std::move(refusal.text)};
}

}  // namespace

std::string_view to_string(Side side) { return side == Side::buy ? "buy" : "sell"; }

std::string_view to_string(Rule rule) {
    switch (rule) {
        case Rule::amount_not_a_number:
            return "amount_not_a_number";
        case Rule::amount_not_positive:
            return "amount_not_positive";
        case Rule::amount_decimals:
            return "amount_decimals";
        case Rule::amount_too_large:
            return "amount_too_large";
        case Rule::lot:
            return "lot";
        case Rule::unknown_symbol:
            return "unknown_symbol";
        case Rule::no_bar:
            return "no_bar";
        case Rule::not_enough_cash:
            return "not_enough_cash";
        case Rule::not_enough_shares:
            return "not_enough_shares";
        case Rule::bought_today:
            return "bought_today";
        case Rule::money_limit:
            return "money_limit";
        case Rule::amount_too_small:
            return "amount_too_small";
    }
    CHECK(false);
    return {};
}

Amount Amount::read(std::string_view text) {
    Amount amount;
    const auto scaled = parse_scaled(text, Quantity::DECIMALS);
    if (scaled && scaled->exact) {
        amount.units_ = scaled->value;
    } else {
        amount.text_ = std::string(text);
    }
    return amount;
}

std::optional<int64_t> Amount::units() const {
    if (text_) return std::nullopt;
    return units_;
}

std::string Amount::text() const {
    return text_ ? *text_ : scaled_text(units_, Quantity::DECIMALS);
}

Portfolio::Portfolio(Money cash) : cash_(cash) { CHECK(cash >= Money() && cash <= MONEY_MAX); }

std::variant<Portfolio, std::string> Portfolio::make(Money cash, std::vector<Holding> holdings) {
    if (cash < Money() || cash > MONEY_MAX) {
        return "cash must be 0 to " + MONEY_MAX.text() + ", got " + cash.text();
    }
    std::erase_if(holdings, [](const Holding& holding) { return holding.quantity == Quantity(); });
    std::sort(holdings.begin(), holdings.end(),
              [](const Holding& left, const Holding& right) { return left.symbol < right.symbol; });
    const auto twice = std::adjacent_find(
        holdings.begin(), holdings.end(),
        [](const Holding& left, const Holding& right) { return left.symbol == right.symbol; });
    if (twice != holdings.end()) {
        return "symbol " + quoted_text(twice->symbol.value()) + " is held twice";
    }
    for (const auto& [symbol, quantity] : holdings) {
        if (auto fault = quantity_fault(quantity)) {
            return "holding of " + quoted_text(symbol.value()) + " " + *fault;
        }
    }
    Portfolio portfolio(cash);
    portfolio.holdings_ = std::move(holdings);
    return portfolio;
}

Quantity Portfolio::quantity(const Symbol& symbol) const { return quantity_in(holdings_, symbol); }

std::variant<Fill, Refusal> Portfolio::apply(const MarketOrder& order, const MarketView& view,
                                             const MarketRules& rules) {
    auto amount = checked_amount(order.amount, rules);
    if (auto* refusal = std::get_if<Refusal>(&amount)) return std::move(*refusal);
    const Quantity quantity = std::get<Quantity>(amount);
    auto open = view.open(order.symbol);
    if (auto* refusal = std::get_if<PriceRefusal>(&open)) return no_price(std::move(*refusal));
    const Price price = std::get<Price>(open);
    return order.side == Side::buy ? buy(order.symbol, quantity, price, rules)
                                   : sell(order.symbol, quantity, price);
}

std::variant<Fill, Refusal> Portfolio::buy(const Symbol& symbol, Quantity quantity, Price price,
                                           const MarketRules& rules) {
    const auto total = checked_product(price, quantity);
    if (!total || *total > cash_) {
        const std::string required = total ? total->text() : "more than " + MONEY_MAX.text();
        return Refusal{.rule = Rule::not_enough_cash,
                       .detail = "not enough cash to buy " + quantity.text() + " of " +
                                 quoted_text(symbol.value()) + " at " + price.text() +
                                 ": required_cash " + required + ", cash_available " + cash_.text(),
                       .required_cash = total,
                       .cash_available = cash_};
    }
    if (*total == Money()) {
        return Refusal{Rule::amount_too_small,
                       "amount " + quantity.text() + " of " + quoted_text(symbol.value()) + " at " +
                           price.text() + " costs less than a millionth; buy at least " +
                           least_buy(price, rules).text()};
    }
    if (auto fault = sum_fault(this->quantity(symbol), quantity)) {
        return Refusal{Rule::amount_too_large, "amount " + quantity.text() + " on top of the " +
                                                   this->quantity(symbol).text() + " of " +
                                                   quoted_text(symbol.value()) +
                                                   " held is too large: " + *fault};
    }
    cash_ -= *total;
    add_to(holdings_, symbol, quantity);
    if (rules.t_plus_one) add_to(bought_today_, symbol, quantity);
    return Fill{Side::buy, symbol, quantity, price, *total};
}

std::variant<Fill, Refusal> Portfolio::sell(const Symbol& symbol, Quantity quantity, Price price) {
    const Quantity have = this->quantity(symbol);
    const auto refused = [&](Rule rule, const std::string& why) {
        return Refusal{.rule = rule,
                       .detail = why + ": have " + have.text() + " of " +
                                 quoted_text(symbol.value()) + ", want_to_sell " + quantity.text(),
                       .have = have,
                       .want_to_sell = quantity};
    };
    if (have < quantity) return refused(Rule::not_enough_shares, "not enough shares");
    const Quantity bought = quantity_in(bought_today_, symbol);
    if (have - bought < quantity) {
        return refused(Rule::bought_today, "T+1: " + bought.text() +
                                               " were bought today and cannot be sold before the "
                                               "next trading day");
    }
    // Less can have more decimals.
    if (auto fault = quantity_fault(have - quantity)) {
        return refused(Rule::amount_too_large, "what is left is too large: " + *fault);
    }
    const auto total = checked_product(price, quantity);
    if (!total || *total > MONEY_MAX - cash_) {
        return Refusal{Rule::money_limit, "selling " + quantity.text() + " of " +
                                              quoted_text(symbol.value()) + " at " + price.text() +
                                              " would bring cash above the limit of " +
                                              MONEY_MAX.text()};
    }
    cash_ += *total;
    take_from(holdings_, symbol, quantity);
    return Fill{Side::sell, symbol, quantity, price, *total};
}

std::variant<Money, std::string> value_of(const Portfolio& portfolio, const MarketView& view) {
    Money sum = portfolio.cash();
    for (const auto& [symbol, quantity] : portfolio.holdings()) {
        const auto mark = view.mark(symbol);
        if (!mark) {
            return "no value: " + quoted_text(symbol.value()) + " is held and has no price up to " +
                   view.today().text();
        }
        const auto worth = checked_product(*mark, quantity);
        if (!worth || *worth > MONEY_MAX - sum) {
            return "no value: the portfolio is worth more than the limit of " + MONEY_MAX.text();
        }
        sum += *worth;
    }
    return sum;
}

}  // namespace tradepit::common
