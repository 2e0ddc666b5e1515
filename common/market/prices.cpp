#include "common/market/prices.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "common/text/quoted.h"
#include "common/text/utf8.h"

namespace tradepit::common {
namespace {

int64_t packed_price(std::optional<Price> price, int64_t absent) {
    return price ? price->packed() : absent;
}

std::optional<Price> unpacked_price(int64_t packed, int64_t absent) {
    if (packed == absent) return std::nullopt;
    return Price::from_packed(packed);
}

bool by_stamp(const StampedBar& left, const StampedBar& right) { return left.stamp < right.stamp; }

/// Sorts one symbol's bars and drops repeated ones. Returns a fault when two bars at one stamp
/// differ.
std::optional<std::string> put_in_order(const Symbol& symbol, std::vector<StampedBar>& bars) {
    if (!std::is_sorted(bars.begin(), bars.end(), by_stamp)) {
        std::stable_sort(bars.begin(), bars.end(), by_stamp);
    }
    bars.erase(std::unique(bars.begin(), bars.end()), bars.end());
    const auto twice = std::adjacent_find(
        bars.begin(), bars.end(),
        [](const StampedBar& left, const StampedBar& right) { return left.stamp == right.stamp; });
    if (twice == bars.end()) return std::nullopt;
    return "two different bars of " + quoted_text(symbol.value()) + " at " + twice->stamp.text() +
           ": open " + twice->bar.open.text() + " and " + std::next(twice)->bar.open.text();
}

/// Collects the stamps of many symbols, most of which repeat. Duplicates are removed each time the
/// stamps have become twice as many as the distinct ones and SORT_SLACK more, so that memory stays
/// in proportion to the distinct stamps.
class StampUnion {
public:
    void add(Stamp stamp) {
        stamps_.push_back(stamp);
        if (stamps_.size() >= sort_at_size_) make_distinct();
    }
    std::vector<Stamp> take() {
        make_distinct();
        return std::move(stamps_);
    }

private:
    /// Sorting a few stamps often would save little memory.
    static constexpr size_t SORT_SLACK = 4096;

    void make_distinct() {
        std::sort(stamps_.begin(), stamps_.end());
        stamps_.erase(std::unique(stamps_.begin(), stamps_.end()), stamps_.end());
        sort_at_size_ = stamps_.size() * 2 + SORT_SLACK;
    }

    std::vector<Stamp> stamps_;
    size_t sort_at_size_ = SORT_SLACK;
};

}  // namespace

std::optional<std::string> symbol_fault(std::string_view text) {
    if (text.empty()) return "a symbol must not be empty";
    if (text.size() > NAME_BYTES_MAX) {
        return "symbol " + quoted_text(text) + " is longer than " + std::to_string(NAME_BYTES_MAX) +
               " bytes";
    }
    if (text == CASH) return "symbol \"CASH\" is reserved for money";
    if (!is_printable(text))
        return "symbol " + quoted_text(text) + " has a control character or is not UTF-8";
    return std::nullopt;
}

std::variant<PriceSet, std::string> PriceSet::build(std::vector<SymbolPrices> prices) {
    std::map<Symbol, std::vector<StampedBar>> merged;
    for (auto& [symbol, bars] : prices) {
        auto& all = merged[symbol];
        if (all.empty()) {
            all = std::move(bars);
        } else {
            all.insert(all.end(), bars.begin(), bars.end());
        }
        bars = {};
    }
    PriceSet set;
    StampUnion stamps;
    size_t count = 0;
    for (auto& [symbol, bars] : merged) {
        if (auto fault = put_in_order(symbol, bars)) return *std::move(fault);
        count += bars.size();
        for (const auto& bar : bars) stamps.add(bar.stamp);
    }
    set.calendar_ = stamps.take();
    set.bars_.reserve(count);
    set.date_of_.reserve(count);
    for (auto& [symbol, bars] : merged) {
        if (!bars.empty()) set.append({symbol, std::move(bars)});
    }
    return set;
}

void PriceSet::append(SymbolPrices prices) {
    symbols_.push_back(std::move(prices.symbol));
    auto date = calendar_.begin();
    for (const auto& [stamp, bar] : prices.bars) {
        date = std::lower_bound(date, calendar_.end(), stamp);
        date_of_.push_back(static_cast<uint32_t>(date - calendar_.begin()));
        bars_.push_back(packed(bar));
    }
    // The end of these bars is where those of the next symbol begin.
    first_bar_.push_back(bars_.size());
}

PriceSet::PackedBar PriceSet::packed(const Bar& bar) {
    return {bar.open.packed(), packed_price(bar.high, ABSENT), packed_price(bar.low, ABSENT),
            packed_price(bar.close, ABSENT),
            bar.volume.value_or(std::numeric_limits<double>::quiet_NaN())};
}

Bar PriceSet::bar_at(size_t bar) const {
    const PackedBar& from = bars_[bar];
    return {Price::from_packed(from.open), unpacked_price(from.high, ABSENT),
            unpacked_price(from.low, ABSENT), unpacked_price(from.close, ABSENT),
            std::isnan(from.volume) ? std::nullopt : std::optional(from.volume)};
}

std::optional<SymbolIndex> PriceSet::index_of(const Symbol& symbol) const {
    const auto at = std::lower_bound(symbols_.begin(), symbols_.end(), symbol);
    if (at == symbols_.end() || *at != symbol) return std::nullopt;
    return SymbolIndex{static_cast<uint32_t>(at - symbols_.begin())};
}

std::span<const uint32_t> PriceSet::dates_of(SymbolIndex symbol) const {
    const auto s = static_cast<size_t>(symbol);
    return std::span(date_of_).subspan(first_bar_[s], first_bar_[s + 1] - first_bar_[s]);
}

size_t PriceSet::lower_bound(SymbolIndex symbol, size_t date) const {
    const auto dates = dates_of(symbol);
    const size_t begin = first_bar_[static_cast<size_t>(symbol)];
    if (date <= dates.front()) return begin;
    // For a symbol without gaps, the distance between the dates is the distance between the bars.
    const size_t guess = date - dates.front();
    if (guess < dates.size() && dates[guess] == date) return begin + guess;
    const auto at = std::lower_bound(dates.begin(), dates.end(), date);
    return begin + static_cast<size_t>(at - dates.begin());
}

size_t PriceSet::date_index(Stamp stamp) const {
    return static_cast<size_t>(std::lower_bound(calendar_.begin(), calendar_.end(), stamp) -
                               calendar_.begin());
}

std::optional<Bar> PriceSet::find(const Symbol& symbol, Stamp stamp) const {
    const auto index = index_of(symbol);
    const size_t date = date_index(stamp);
    if (!index || date == calendar_.size() || calendar_[date] != stamp) return std::nullopt;
    const size_t bar = lower_bound(*index, date);
    if (bar == first_bar_[static_cast<size_t>(*index) + 1] || date_of_[bar] != date) {
        return std::nullopt;
    }
    return bar_at(bar);
}

std::optional<StampedBar> PriceSet::last_before(const Symbol& symbol, Stamp stamp) const {
    const auto index = index_of(symbol);
    if (!index) return std::nullopt;
    const size_t bar = lower_bound(*index, date_index(stamp));
    if (bar == first_bar_[static_cast<size_t>(*index)]) return std::nullopt;
    return StampedBar{calendar_[date_of_[bar - 1]], bar_at(bar - 1)};
}

}  // namespace tradepit::common
