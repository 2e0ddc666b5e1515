#include "common/accounting/accounting.h"

#include <algorithm>
#include <cstdint>

#include "common/text/quoted.h"

namespace tradepit::common {
namespace {

/// What is wrong with `books`, whatever came before them.
std::optional<std::string> unsound(const Books& books) {
    if (books.cash < Money() || books.cash > MONEY_MAX) {
        return "cash must be 0 to " + MONEY_MAX.text() + ", got " + books.cash.text();
    }
    const Symbol* previous = nullptr;
    for (const auto& [symbol, quantity] : books.holdings) {
        if (quantity == Quantity()) return "holding of " + quoted_text(symbol.value()) + " is 0";
        if (previous != nullptr && !(*previous < symbol)) {
            return "holding of " + quoted_text(symbol.value()) + " is out of order or there twice";
        }
        previous = &symbol;
    }
    return std::nullopt;
}

int64_t units_of(std::span<const Holding> holdings, const Symbol& symbol) {
    const auto at = std::lower_bound(
        holdings.begin(), holdings.end(), symbol,
        [](const Holding& holding, const Symbol& wanted) { return holding.symbol < wanted; });
    return at == holdings.end() || at->symbol != symbol ? 0 : at->quantity.units();
}

std::string differs(std::string_view what, const std::string& expected, const std::string& got) {
    return std::string(what) + " should be " + expected + ", is " + got;
}

std::optional<std::string> wrong_cash(const Books& before, const ActionRow& row,
                                      const Books& after) {
    Money expected = before.cash;
    if (row.action != Action::no_trade) {
        const auto total = checked_product(row.price, row.amount);
        if (!total) return "price × amount is beyond " + MONEY_MAX.text();
        expected += row.action == Action::buy ? -*total : *total;
    }
    if (expected == after.cash) return std::nullopt;
    return differs("cash", expected.text(), after.cash.text());
}

/// Compares two sorted lists of holdings. The symbol `changed` (null: none) is left out, because
/// wrong_holding() checks it.
std::optional<std::string> wrong_others(std::span<const Holding> before,
                                        std::span<const Holding> after, const Symbol* changed) {
    auto left = before.begin();
    auto right = after.begin();
    while (true) {
        if (changed != nullptr && left != before.end() && left->symbol == *changed) ++left;
        if (changed != nullptr && right != after.end() && right->symbol == *changed) ++right;
        if (left == before.end() && right == after.end()) return std::nullopt;
        if (left != before.end() && right != after.end() && *left == *right) {
            ++left;
            ++right;
            continue;
        }
        const bool gone =
            right == after.end() || (left != before.end() && left->symbol < right->symbol);
        const Symbol& symbol = gone ? left->symbol : right->symbol;
        return differs("holding of " + quoted_text(symbol.value()),
                       scaled_text(units_of(before, symbol), 8),
                       scaled_text(units_of(after, symbol), 8));
    }
}

std::optional<std::string> wrong_holding(const Books& before, const ActionRow& row,
                                         const Books& after) {
    const int64_t had = units_of(before.holdings, row.symbol);
    const int64_t moved = row.action == Action::buy ? row.amount.units() : -row.amount.units();
    int64_t expected = 0;
    if (__builtin_add_overflow(had, moved, &expected) || expected < 0) {
        return std::string(to_text(row.action)) + " of " + row.amount.text() + " " +
               quoted_text(row.symbol.value()) + " with " + scaled_text(had, 8) + " held";
    }
    const int64_t has = units_of(after.holdings, row.symbol);
    if (has == expected) return std::nullopt;
    return differs("holding of " + quoted_text(row.symbol.value()), scaled_text(expected, 8),
                   scaled_text(has, 8));
}

}  // namespace

Figures figures(Money value, Money previous_value, Money opening_value) {
    const Money daily = value - previous_value;
    const Money cumulative = value - opening_value;
    return {value, daily, Percent::ratio(daily, previous_value), cumulative,
            Percent::ratio(cumulative, opening_value)};
}

std::optional<std::string> transition_fault(const Books& before, const ActionRow& row,
                                            const Books& after) {
    if (auto fault = unsound(after)) return fault;
    if (row.price < Money()) return "price must not be negative, got " + row.price.text();
    if (auto fault = wrong_cash(before, row, after)) return fault;
    const bool trade = row.action != Action::no_trade;
    if (trade) {
        if (auto fault = wrong_holding(before, row, after)) return fault;
    }
    return wrong_others(before.holdings, after.holdings, trade ? &row.symbol : nullptr);
}

}  // namespace tradepit::common
