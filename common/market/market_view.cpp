#include "common/market/market_view.h"

#include <algorithm>

#include "common/market/valuation.h"
#include "common/text/quoted.h"

namespace tradepit::common {
namespace {

PriceRefusal unknown_symbol(const Symbol& symbol) {
    return {PriceRule::unknown_symbol, "unknown symbol " + quoted_text(symbol.value())};
}

PriceRefusal no_bar(const Symbol& symbol, Stamp stamp) {
    return {PriceRule::no_bar,
            "no price of " + quoted_text(symbol.value()) + " on " + stamp.text()};
}

}  // namespace

std::string_view to_string(PriceRule rule) {
    switch (rule) {
        case PriceRule::unknown_symbol:
            return "unknown_symbol";
        case PriceRule::no_bar:
            return "no_bar";
        case PriceRule::after_today:
            return "after_today";
        case PriceRule::history_limit:
            return "history_limit";
    }
    CHECK(false);
    return {};
}

MarketView::MarketView(const PriceSet& prices, Stamp today)
    : prices_(&prices),
      today_(today),
      today_index_(prices.date_index(today)),
      in_calendar_(today_index_ < prices.calendar_.size() &&
                   prices.calendar_[today_index_] == today) {}

size_t MarketView::first_hidden(SymbolIndex symbol) const {
    return prices_->lower_bound(symbol, today_index_);
}

bool MarketView::has_bar_today(SymbolIndex symbol, size_t first_hidden) const {
    return in_calendar_ && first_hidden < prices_->first_bar_[static_cast<size_t>(symbol) + 1] &&
           prices_->date_of_[first_hidden] == today_index_;
}

std::optional<SymbolIndex> MarketView::known(const Symbol& symbol) const {
    const auto index = prices_->index_of(symbol);
    if (!index) return std::nullopt;
    const size_t first_date = prices_->dates_of(*index).front();
    const bool begun = first_date < today_index_ || (in_calendar_ && first_date == today_index_);
    return begun ? index : std::nullopt;
}

std::variant<Price, PriceRefusal> MarketView::open(const Symbol& symbol) const {
    const auto index = known(symbol);
    if (!index) return unknown_symbol(symbol);
    const size_t bar = first_hidden(*index);
    if (!has_bar_today(*index, bar)) return no_bar(symbol, today_);
    return prices_->open_at(bar);
}

std::variant<Bar, PriceRefusal> MarketView::bar(const Symbol& symbol, Stamp stamp) const {
    if (stamp > today_) {
        return PriceRefusal{
            PriceRule::after_today,
            "no prices after today: asked for " + stamp.text() + ", today is " + today_.text()};
    }
    if (!known(symbol)) return unknown_symbol(symbol);
    auto bar = prices_->find(symbol, stamp);
    if (!bar) return no_bar(symbol, stamp);
    if (stamp == today_)
        return Bar{.open = bar->open, .high = {}, .low = {}, .close = {}, .volume = {}};
    return *bar;
}

std::variant<std::vector<StampedBar>, PriceRefusal> MarketView::history(const Symbol& symbol,
                                                                        size_t count) const {
    if (count > HISTORY_BARS_MAX) {
        return PriceRefusal{PriceRule::history_limit,
                            "history of at most " + std::to_string(HISTORY_BARS_MAX) +
                                " bars, asked for " + std::to_string(count)};
    }
    const auto index = known(symbol);
    if (!index) return unknown_symbol(symbol);
    const size_t end = first_hidden(*index);
    const size_t visible = end - prices_->first_bar_[static_cast<size_t>(*index)];
    std::vector<StampedBar> bars;
    bars.reserve(std::min(count, visible));
    for (size_t at = end - std::min(count, visible); at < end; ++at) {
        bars.push_back({prices_->calendar_[prices_->date_of_[at]], prices_->bar_at(at)});
    }
    return bars;
}

std::optional<Price> MarketView::mark(const Symbol& symbol) const {
    const auto index = known(symbol);
    if (!index) return std::nullopt;
    const size_t hidden = first_hidden(*index);
    const size_t last = has_bar_today(*index, hidden) ? hidden : hidden - 1;
    const Bar bar = prices_->bar_at(last);
    return value_at_open(today_, prices_->calendar_[prices_->date_of_[last]], bar.open, bar.close);
}

std::vector<Quote> MarketView::tradable() const {
    std::vector<Quote> quotes;
    quotes.reserve(prices_->symbols_.size());
    for (uint32_t s = 0; s < prices_->symbols_.size(); ++s) {
        const SymbolIndex index{s};
        const size_t bar = first_hidden(index);
        if (!has_bar_today(index, bar)) continue;
        quotes.push_back({&prices_->symbols_[s], index, prices_->open_at(bar)});
    }
    return quotes;
}

std::optional<Bar> MarketView::bar_back(SymbolIndex symbol, size_t n) const {
    const size_t end = first_hidden(symbol);
    const size_t visible = end - prices_->first_bar_[static_cast<size_t>(symbol)];
    if (n == 0 || n > visible) return std::nullopt;
    return prices_->bar_at(end - n);
}

}  // namespace tradepit::common
