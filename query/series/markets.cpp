#include "query/series/markets.h"

#include "common/schema/last_bar.h"

namespace tradepit::query {

std::variant<Market, std::string> choose_market(Reader& reader, const std::string& named) {
    std::vector<Market> known;
    {
        auto rows = reader.ask(
            "SELECT m.market, m.newest_set, s.price_hash, m.rules FROM markets m"
            " JOIN price_sets s ON s.market = m.market AND s.price_set = m.newest_set"
            " ORDER BY m.market");
        while (rows.next()) {
            known.push_back(
                {common::MarketName{rows.text(0)}, rows.integer(1), rows.text(2), rows.text(3)});
        }
    }
    if (known.empty()) {
        return "There are no prices in any market yet: import some (tradepit import prices FILE)";
    }
    std::string list;
    for (const auto& market : known) {
        if (market.name.value() == named) return market;
        list += (list.empty() ? "" : ", ") + market.name.value();
    }
    if (!named.empty()) return "Unknown market " + named + "; known: " + list;
    if (known.size() > 1) return "There are several markets: give market, one of " + list;
    return known.front();
}

const std::vector<common::Stamp>& Calendars::of(Reader& reader, const Market& market) {
    const std::pair key{market.name.value(), market.price_set};
    const auto found = cache_.find(key);
    if (found != cache_.end()) return found->second;
    std::vector<common::Stamp> stamps;
    auto rows = reader.ask(
        "SELECT DISTINCT date FROM prices WHERE market = ? AND price_set <= ? ORDER BY date",
        market.name.value(), market.price_set);
    while (rows.next()) stamps.push_back(common::stamp_of(rows.text(0)));
    if (cache_.size() >= CACHED_MAX) cache_.clear();
    return cache_.emplace(key, std::move(stamps)).first->second;
}

std::variant<common::Money, std::string> value_at_open(
    Reader& reader, const Market& market, common::Stamp date, common::Money cash,
    const std::vector<common::Holding>& holdings) {
    auto value = cash;
    for (const auto& holding : holdings) {
        const auto price =
            common::value_at_open(date, reader.ask(common::SELECT_LAST_BAR, market.name,
                                                   holding.symbol, date, market.price_set));
        if (!price) {
            return holding.symbol.value() + " has no price in " + market.name.value() + " up to " +
                   date.text();
        }
        const auto product = common::checked_product(*price, holding.quantity);
        if (!product || value + *product > common::MONEY_MAX) {
            return "the value on " + date.text() + " is beyond " + common::MONEY_MAX.text();
        }
        value += *product;
    }
    return value;
}

}  // namespace tradepit::query
