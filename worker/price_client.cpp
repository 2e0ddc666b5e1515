#include "worker/price_client.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tradepit::worker {

using common::Instant;
using common::PricesPage;

std::shared_ptr<const common::PriceSet> PriceClient::want(const common::ChainTerms& terms) {
    for (auto at = kept_.begin(); at != kept_.end(); ++at) {
        if (at->hash != terms.price_hash) continue;
        kept_.splice(kept_.begin(), kept_, at);
        return at->prices;
    }
    if (!fetches_.contains(terms.price_hash)) {
        Fetch fetch;
        fetch.market = terms.market;
        fetch.price_set = terms.price_set;
        fetches_.emplace(terms.price_hash, std::move(fetch));
    }
    return nullptr;
}

void PriceClient::keep_fetching(const std::vector<std::string>& hashes) {
    std::erase_if(fetches_, [&](const auto& entry) {
        return std::find(hashes.begin(), hashes.end(), entry.first) == hashes.end();
    });
}

std::optional<common::PricesRequest> PriceClient::due(Instant now) {
    for (auto& [hash, fetch] : fetches_) {
        if (fetch.due_at > now) continue;
        fetch.due_at = now + limits_.again_after;
        return common::PricesRequest{.market = fetch.market,
                                     .price_set = fetch.price_set,
                                     .after_symbol = fetch.after_symbol,
                                     .after_date = fetch.after_date};
    }
    return std::nullopt;
}

std::optional<Instant> PriceClient::next_due() const {
    std::optional<Instant> next;
    for (const auto& [hash, fetch] : fetches_)
        next = std::min(next.value_or(fetch.due_at), fetch.due_at);
    return next;
}

void PriceClient::ask_again() {
    for (auto& [hash, fetch] : fetches_) fetch.due_at = Instant{0};
}

std::string PriceClient::take(PricesPage page, Instant now) {
    const auto at = fetch_waiting_for(page);
    if (at == fetches_.end()) return {};  // a repeat, or of a fetch that was cancelled
    auto& [hash, fetch] = *at;

    std::string fault;
    if (page.status != 200)
        fault = "query answered " + std::to_string(page.status);
    else if (page.price_hash != hash)
        fault = "query has another hash for it: " + page.price_hash;
    else if (page.bars.empty() && !page.last)
        fault = "an empty page that is not the last";
    else
        fault = add_bars(fetch, std::move(page.bars));
    if (fault.empty() && page.last) fault = complete(hash, fetch);

    if (fault.empty()) {
        if (page.last)
            fetches_.erase(at);
        else
            fetch.due_at = Instant{0};
        return {};
    }
    Fetch afresh;
    afresh.market = fetch.market;
    afresh.price_set = fetch.price_set;
    afresh.due_at = now + limits_.again_after;
    fetch = std::move(afresh);
    return "price set " + std::to_string(page.price_set) + " of " + page.market.value() + ": " +
           fault;
}

std::map<std::string, PriceClient::Fetch>::iterator PriceClient::fetch_waiting_for(
    const PricesPage& page) {
    return std::find_if(fetches_.begin(), fetches_.end(), [&](const auto& entry) {
        const Fetch& fetch = entry.second;
        return fetch.market == page.market && fetch.price_set == page.price_set &&
               fetch.after_symbol == page.after_symbol && fetch.after_date == page.after_date;
    });
}

std::string PriceClient::add_bars(Fetch& fetch, std::vector<common::WireBar> bars) {
    for (auto& bar : bars) {
        const bool same_symbol = !fetch.prices.empty() && bar.symbol == fetch.after_symbol;
        const bool ascends = same_symbol ? fetch.after_date && bar.date > *fetch.after_date
                                         : bar.symbol > fetch.after_symbol;
        if (!ascends) return "its bars are not in order at " + bar.symbol.value();
        fetch.hash.add(bar);
        if (!same_symbol) fetch.prices.push_back({.symbol = bar.symbol, .bars = {}});
        fetch.prices.back().bars.push_back({.stamp = bar.date,
                                            .bar = {.open = bar.open,
                                                    .high = bar.high,
                                                    .low = bar.low,
                                                    .close = bar.close,
                                                    .volume = bar.volume}});
        fetch.after_symbol = std::move(bar.symbol);
        fetch.after_date = bar.date;
    }
    return {};
}

std::string PriceClient::complete(const std::string& hash, Fetch& fetch) {
    if (const auto found = fetch.hash.finish(); found != hash)
        return "its bars have the hash " + found + ", the assignment names " + hash;
    auto built = common::PriceSet::build(std::move(fetch.prices));
    if (auto* fault = std::get_if<std::string>(&built)) return *fault;
    keep(hash, std::get<common::PriceSet>(std::move(built)));
    return {};
}

void PriceClient::keep(const std::string& hash, common::PriceSet prices) {
    kept_.push_front({hash, std::make_shared<const common::PriceSet>(std::move(prices))});
    while (kept_.size() > 1 && (kept_.size() > limits_.sets || bars() > limits_.bars))
        kept_.pop_back();
}

std::size_t PriceClient::bars() const {
    return std::accumulate(
        kept_.begin(), kept_.end(), std::size_t{0},
        [](std::size_t sum, const Kept& kept) { return sum + kept.prices->bar_count(); });
}

}  // namespace tradepit::worker
