#include "common/accounting/accounting.h"

#include <algorithm>
#include <cstdint>

#include "common/text/quoted.h"

namespace tradepit::common {
namespace {

/// What is wrong with `books` alone, without a look at the row before.
std::optional<std::string> books_fault(const Books& books) {
    if (books.cash < Money() || books.cash > MONEY_MAX) {
        return "cash must be 0 to " + MONEY_MAX.text() + ", got " + books.cash.text();
    }
    const Symbol* previous = nullptr;
    for (const auto& [symbol, quantity] : books.holdings) {
        if (quantity == Quantity()) return "holding of " + quoted_text(symbol.value()) + " is 0";
        if (previous != nullptr && !(*previous < symbol)) {
            return "holding of " + quoted_text(symbol.value()) + " is out of order or there twice";
        }
        if (auto fault = quantity_fault(quantity)) {
            return "holding of " + quoted_text(symbol.value()) + " " + *fault;
        }
        previous = &symbol;
    }
    return std::nullopt;
}

/// How much of `symbol` is held, in Quantity's units of 1e-8; 0 where nothing is held. Such a
/// number is shown by scaled_text() with 8 decimals.
int64_t units_of(std::span<const Holding> holdings, const Symbol& symbol) {
    const auto at = std::lower_bound(
        holdings.begin(), holdings.end(), symbol,
        [](const Holding& holding, const Symbol& wanted) { return holding.symbol < wanted; });
    return at == holdings.end() || at->symbol != symbol ? 0 : at->quantity.units();
}

std::string difference_text(std::string_view what, const std::string& expected,
                            const std::string& got) {
    return std::string(what) + " should be " + expected + ", is " + got;
}

std::optional<std::string> cash_fault(const Books& before, const ActionRow& row,
                                      const Books& after) {
    Money expected = before.cash;
    if (row.action != Action::no_trade) {
        const auto total = checked_product(row.price, row.amount);
        if (!total) return "price × amount is beyond " + MONEY_MAX.text();
        expected += row.action == Action::buy ? -*total : *total;
    }
    if (expected == after.cash) return std::nullopt;
    return difference_text("cash", expected.text(), after.cash.text());
}

/// Checks that the holdings of all symbols but `traded` (null: no trade) are the same. Both lists
/// are sorted. traded_holding_fault() checks the symbol that is left out.
std::optional<std::string> other_holdings_fault(std::span<const Holding> before,
                                                std::span<const Holding> after,
                                                const Symbol* traded) {
    auto left = before.begin();
    auto right = after.begin();
    while (true) {
        if (traded != nullptr && left != before.end() && left->symbol == *traded) ++left;
        if (traded != nullptr && right != after.end() && right->symbol == *traded) ++right;
        if (left == before.end() && right == after.end()) return std::nullopt;
        if (left != before.end() && right != after.end() && *left == *right) {
            ++left;
            ++right;
            continue;
        }
        const bool gone =
            right == after.end() || (left != before.end() && left->symbol < right->symbol);
        const Symbol& symbol = gone ? left->symbol : right->symbol;
        return difference_text("holding of " + quoted_text(symbol.value()),
                               scaled_text(units_of(before, symbol), 8),
                               scaled_text(units_of(after, symbol), 8));
    }
}

/// Checks the holding of the symbol that was bought or sold.
std::optional<std::string> traded_holding_fault(const Books& before, const ActionRow& row,
                                                const Books& after) {
    const int64_t had = units_of(before.holdings, row.symbol);
    const int64_t moved = row.action == Action::buy ? row.amount.units() : -row.amount.units();
    int64_t expected = 0;
    if (__builtin_add_overflow(had, moved, &expected) || expected < 0) {
        return "a " + std::string(to_text(row.action)) + " of " + row.amount.text() + " " +
               quoted_text(row.symbol.value()) + " leads from " + scaled_text(had, 8) +
               " to a holding that is " + (expected < 0 && moved < 0 ? "below 0" : "too large");
    }
    const int64_t has = units_of(after.holdings, row.symbol);
    if (has == expected) return std::nullopt;
    return difference_text("holding of " + quoted_text(row.symbol.value()),
                           scaled_text(expected, 8), scaled_text(has, 8));
}

}  // namespace

Figures figures(Money value, Money previous_value, Money series_start_value) {
    const Money daily = value - previous_value;
    const Money cumulative = value - series_start_value;
    return {value, daily, Percent::ratio(daily, previous_value), cumulative,
            Percent::ratio(cumulative, series_start_value)};
}

std::optional<std::string> transition_fault(const Books& before, const ActionRow& row,
                                            const Books& after) {
    if (auto fault = books_fault(after)) return fault;
    if (row.price < Price()) return "price must not be negative, got " + row.price.text();
    if (auto fault = cash_fault(before, row, after)) return fault;
    const bool trade = row.action != Action::no_trade;
    if (trade) {
        if (auto fault = quantity_fault(row.amount)) return "amount " + *fault;
        if (auto fault = traded_holding_fault(before, row, after)) return fault;
    }
    return other_holdings_fault(before.holdings, after.holdings, trade ? &row.symbol : nullptr);
}

std::optional<std::string> opening_fault(const Close& opening) {
    if (auto fault = books_fault({opening.cash, opening.holdings})) return fault;
    if (opening.value >= Money() && opening.value <= MONEY_MAX) return std::nullopt;
    return "opening value must be 0 to " + MONEY_MAX.text() + ", got " + opening.value.text();
}

}  // namespace tradepit::common
