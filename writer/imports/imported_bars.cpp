#include "writer/imports/imported_bars.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <tuple>

#include "common/market/prices.h"
#include "common/text/quoted.h"

namespace tradepit::writer {

namespace {

using common::Price;
using common::WireBar;

std::string place_prefix(const WireBar& bar) {
    return common::quoted_text(bar.symbol.value()) + " " + bar.date.text() + ": ";
}

std::optional<std::string> price_fault(std::string_view field, const std::optional<Price>& price) {
    if (!price) return std::nullopt;
    const auto but_got = ", got " + price->text();
    if (*price <= Price()) return std::string(field) + " must be above 0" + but_got;
    if (*price > common::PRICE_MAX) {
        return std::string(field) + " must be at most " + common::PRICE_MAX.text() + but_got;
    }
    return std::nullopt;
}

std::optional<std::string> field_fault(const WireBar& bar) {
    if (auto fault = price_fault("open", bar.open)) return fault;
    if (auto fault = price_fault("high", bar.high)) return fault;
    if (auto fault = price_fault("low", bar.low)) return fault;
    if (auto fault = price_fault("close", bar.close)) return fault;
    if (bar.high && bar.low && *bar.high < *bar.low) {
        return "high must not be below low (" + bar.low->text() + "), got " + bar.high->text();
    }
    if (bar.volume && !std::isfinite(*bar.volume)) return "volume must be finite";
    if (bar.volume && *bar.volume < 0) {
        return "volume must not be negative, got " + std::to_string(*bar.volume);
    }
    return std::nullopt;
}

bool comes_before(const WireBar& left, const WireBar& right) {
    return std::tie(left.symbol, left.date) < std::tie(right.symbol, right.date);
}

bool same_place(const WireBar& left, const WireBar& right) {
    return left.symbol == right.symbol && left.date == right.date;
}

}  // namespace

std::optional<std::string> put_in_order(std::vector<WireBar>& bars) {
    if (bars.empty()) return "the import holds no prices";
    const auto& first = bars.front();
    for (const auto& bar : bars) {
        if (auto fault = common::symbol_fault(bar.symbol.value())) return fault;
        if (auto fault = field_fault(bar)) return place_prefix(bar) + *fault;
        if (bar.date.has_time() != first.date.has_time()) {
            return place_prefix(bar) +
                   "dates with and without a time must not mix in one market, but there is also " +
                   first.date.text();
        }
    }
    std::stable_sort(bars.begin(), bars.end(), comes_before);
    bars.erase(std::unique(bars.begin(), bars.end()), bars.end());
    const auto twice = std::adjacent_find(bars.begin(), bars.end(), same_place);
    if (twice != bars.end()) {
        return place_prefix(*twice) + "is there twice with different content: open " +
               twice->open.text() + " and " + std::next(twice)->open.text();
    }
    return std::nullopt;
}

}  // namespace tradepit::writer
