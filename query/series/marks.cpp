#include "query/series/marks.h"

#include <algorithm>

#include "common/market/valuation.h"
#include "common/schema/stored_values.h"

namespace tradepit::query {

std::string_view to_string(Mark mark) { return mark == Mark::open ? "open" : "close"; }

Mark mark_of(const Parameters& parameters) {
    return parameters.choice("mark") == "close" ? Mark::close : Mark::open;
}

std::optional<common::Price> Marks::at(const PriceSetKey& set, const std::string& symbol,
                                       common::Stamp date, Mark mark) {
    const auto& all = bars(set, symbol);
    const auto after =
        std::upper_bound(all.begin(), all.end(), date,
                         [](common::Stamp asked, const Bar& bar) { return asked < bar.date; });
    if (after == all.begin()) return std::nullopt;
    const Bar& last = *(after - 1);
    if (mark == Mark::close) return last.close;
    return common::value_at_open(date, last.date, last.open, last.close);
}

const std::vector<Marks::Bar>& Marks::bars(const PriceSetKey& set, const std::string& symbol) {
    const std::tuple key{set.market, set.price_set, symbol};
    if (const auto known = cache_.find(key); known != cache_.end()) return known->second;
    std::vector<Bar> found;
    // For each date the row of the highest set up to the asked one counts. The rows of one date are
    // adjacent, that one last, so it replaces the others.
    auto rows = reader_.ask(
        "SELECT date, open, close FROM prices WHERE market = ? AND symbol = ? AND price_set <= ?"
        " ORDER BY date, price_set",
        set.market, symbol, set.price_set);
    while (rows.next()) {
        const auto date = common::stamp_of(rows.text(0));
        const auto open = common::price_of(rows[1]);
        const auto close = common::optional_price_of(rows[2]);
        if (!found.empty() && found.back().date == date) found.pop_back();
        found.push_back({date, open, close.value_or(open)});
    }
    if (cached_bars_ + found.size() > cached_bars_max_) {
        cache_.clear();
        cached_bars_ = 0;
    }
    cached_bars_ += found.size();
    return cache_[key] = std::move(found);
}

}  // namespace tradepit::query
